import { useState } from 'preact/hooks';
import { earlierMoments } from '../../domain/moments';
import { t } from '../../i18n';
import { fromLocalInput, localInput, nowInstant, whenOf } from '../../lib/dates';
import { Chip, Field } from '../../ui';
import { body, setWhen } from '../log';

/** When it was: the usual moments with one tap, any other in the field. */
export function When() {
  const [error, setError] = useState<string>();
  const { recorded_at, recalled } = body.value;
  const now = nowInstant();
  const shown = recorded_at || now;
  return (
    <div class="stack">
      <div class="chips">
        {earlierMoments(new Date()).map(({ name, at }) => (
          <Chip
            key={name}
            pressed={at === recorded_at}
            onClick={() => {
              setError(undefined);
              setWhen(at);
            }}
          >
            {t(`when.${name}` as const)}
          </Chip>
        ))}
      </div>
      <Field label={t('when.label')} hint={t('when.hint')} error={error}>
        <input
          id="when"
          type="datetime-local"
          max={localInput(now)}
          value={localInput(shown)}
          onChange={(event) => {
            const { value } = event.currentTarget;
            if (value === '') return;
            const instant = fromLocalInput(value);
            const isAhead = instant > nowInstant();
            setError(isAhead ? t('when.future') : undefined);
            if (!isAhead) setWhen(instant);
          }}
        />
      </Field>
      {recalled && <p class="hint">{t('when.recalled', { when: whenOf(shown, now) })}</p>}
    </div>
  );
}
