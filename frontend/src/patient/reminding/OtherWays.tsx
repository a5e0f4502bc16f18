import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { addWay, proveWay, removeWay, type Said, sendCodeAgain, type Way } from '../../lib/reminding';
import { Button, Card, Chip, Field } from '../../ui';
import { Form } from '../parts/Form';

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
            <li key={way.id} class="stack">
              <div class="row">
                <span>{way.address}</span>
                <Button kind="quiet" onClick={() => void onSay(removeWay(way)).then(onChanged)}>
                  {t('remind.remove')}
                  <span class="visually-hidden"> {way.address}</span>
                </Button>
              </div>
              {!way.verified_at && <Code way={way} onProved={onChanged} />}
            </li>
          ))}
        </ul>
      )}
      {ways && <NewWay onChanged={onChanged} />}
    </Card>
  );
}

/** Nothing goes to an address before the code that was sent there is typed. */
function Code({ way, onProved }: { way: Way; onProved: () => Promise<void> }) {
  const [code, setCode] = useState('');
  const [error, setError] = useState<string>();
  const [isSentAgain, setIsSentAgain] = useState(false);
  const heard = (said: Said) => setError(said.isDone ? undefined : (said.problem ?? t('app.noConnection')));
  const onProve = async () => {
    const said = await proveWay(way, code.trim());
    heard(said);
    if (said.isDone) await onProved();
  };
  const onAgain = async () => {
    setIsSentAgain(false);
    const said = await sendCodeAgain(way);
    heard(said);
    setIsSentAgain(said.isDone);
  };
  return (
    <Form onSubmit={onProve}>
      <Field label={t('remind.code')} hint={t('remind.codeHint')} error={error}>
        <input
          id={`code-${way.id}`}
          autocomplete="one-time-code"
          inputMode="numeric"
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </Field>
      <div class="row">
        <Button type="submit">{t('remind.codeSay')}</Button>
        <Button kind="quiet" onClick={() => void onAgain()}>
          {t('remind.codeAgain')}
        </Button>
      </div>
      <p role="status">{isSentAgain && t('remind.codeSent')}</p>
    </Form>
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
    <Form onSubmit={onAdd}>
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
    </Form>
  );
}
