import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { addWay, removeWay, type Said, type Way } from '../../lib/reminding';
import { Button, Card, Chip, Field } from '../../ui';

interface OtherWaysProps {
  ways: Way[] | null | undefined;
  onChanged: () => Promise<void>;
  onSay: (said: Promise<Said>) => Promise<void>;
}

/** E-mail or text message, for a phone that shows no messages and for somebody who would rather not have them there. */
export function OtherWays({ ways, onChanged, onSay }: OtherWaysProps) {
  return (
    <Card kind="plain" heading={t('remind.other')}>
      {ways === null && <p>{t('settings.allowOffline')}</p>}
      {ways && ways.length > 0 && (
        <ul class="ways" role="list">
          {ways.map((way) => (
            <li key={way.id} class="row">
              <span>{way.address}</span>
              <Button kind="quiet" onClick={() => void onSay(removeWay(way)).then(onChanged)}>
                {t('remind.remove')}
                <span class="visually-hidden"> {way.address}</span>
              </Button>
            </li>
          ))}
        </ul>
      )}
      {ways && <NewWay onChanged={onChanged} />}
    </Card>
  );
}

function NewWay({ onChanged }: { onChanged: () => Promise<void> }) {
  const [channel, setChannel] = useState<'email' | 'sms'>('email');
  const [address, setAddress] = useState('');
  const [error, setError] = useState<string>();
  const onAdd = async () => {
    if (address.trim() === '') return setError(t(`remind.${channel}Missing` as const));
    const said = await addWay(channel, address.trim());
    if (!said.isDone) return setError(said.problem ?? t('app.noConnection'));
    setError(undefined);
    setAddress('');
    await onChanged();
  };
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void onAdd();
      }}
    >
      <fieldset class="chips">
        <legend class="visually-hidden">{t('remind.other')}</legend>
        {(['email', 'sms'] as const).map((each) => (
          <Chip key={each} pressed={channel === each} onClick={() => setChannel(each)}>
            {t(`remind.${each}` as const)}
          </Chip>
        ))}
      </fieldset>
      <Field label={t(`remind.${channel}Label` as const)} error={error}>
        <input
          id="way"
          inputMode={channel === 'email' ? 'email' : 'tel'}
          autocomplete={channel === 'email' ? 'email' : 'tel'}
          value={address}
          onInput={(event) => setAddress(event.currentTarget.value)}
        />
      </Field>
      <Button type="submit" kind="quiet" full>
        {t('remind.add')}
      </Button>
    </form>
  );
}
