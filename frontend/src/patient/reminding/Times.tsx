import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { me } from '../../lib/diary';
import { chooseTimes, type Said } from '../../lib/reminding';
import { Button, Choice, Field, FieldGroup } from '../../ui';

const CHOICES = { usual: [], morning: ['09:00'], evening: ['19:00'], both: ['09:00', '19:00'] };
type Name = keyof typeof CHOICES | 'own';

/** At what time of the day. The server refuses what lies at night; the first two days keep their own moments. */
export function Times({ onSay }: { onSay: (said: Promise<Said>) => Promise<void> }) {
  const kept = me.value?.reminders?.times ?? [];
  const [chosen, setChosen] = useState<Name>(nameOf(kept));
  const [own, setOwn] = useState(kept[0] ?? '12:00');
  const choose = (name: Name) => {
    setChosen(name);
    if (name !== 'own') void onSay(chooseTimes(CHOICES[name]));
  };
  return (
    <div class="card stack">
      <FieldGroup label={t('times.heading')} hint={t('times.hint')}>
        {([...Object.keys(CHOICES), 'own'] as Name[]).map((name) => (
          <Choice key={name} type="radio" name="times" checked={chosen === name} onChange={() => choose(name)}>
            {t(`times.${name}` as const)}
          </Choice>
        ))}
      </FieldGroup>
      {chosen === 'own' && (
        <>
          <Field label={t('times.ownLabel')}>
            <input
              type="time"
              id="own-time"
              min="09:00"
              max="19:59"
              value={own}
              onInput={(event) => setOwn(event.currentTarget.value)}
            />
          </Field>
          <Button kind="quiet" full onClick={() => void onSay(chooseTimes([own]))}>
            {t('times.say')}
          </Button>
        </>
      )}
    </div>
  );
}

function nameOf(times: readonly string[]): Name {
  const names = Object.keys(CHOICES) as (keyof typeof CHOICES)[];
  return names.find((name) => CHOICES[name].join() === times.join()) ?? 'own';
}
