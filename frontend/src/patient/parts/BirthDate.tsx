import { t } from '../../i18n';

export interface DateParts {
  day: string;
  month: string;
  year: string;
}

interface BirthDateProps {
  value: DateParts;
  onChange: (value: DateParts) => void;
  error: string | undefined;
}

const PARTS = ['day', 'month', 'year'] as const;

/** Three plain fields: a calendar is no help to find a day in 1957. */
export function BirthDate({ value, onChange, error }: BirthDateProps) {
  return (
    <fieldset
      class={`field${error ? ' field-has-error' : ''}`}
      aria-describedby={error ? 'birth-hint birth-error' : 'birth-hint'}
    >
      <legend class="field-label">{t('pair.birth')}</legend>
      <p class="hint" id="birth-hint">
        {t('pair.birthHint')}
      </p>
      {error && (
        <p class="field-error" id="birth-error">
          {error}
        </p>
      )}
      <div class="date-parts">
        {PARTS.map((part) => (
          <label key={part} class={`date-part date-${part}`}>
            <span>{t(`pair.${part}` as const)}</span>
            <input
              id={`birth-${part}`}
              inputMode="numeric"
              autocomplete={`bday-${part}`}
              aria-invalid={error ? 'true' : undefined}
              value={value[part]}
              onInput={(event) => onChange({ ...value, [part]: event.currentTarget.value })}
            />
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** "1957-03-31", or null when there is no such day. */
export function isoDate({ day, month, year }: DateParts): string | null {
  const [d, m, y] = [Number(day), Number(month), Number(year)];
  const date = new Date(Date.UTC(y, m - 1, d));
  const isDay = date.getUTCFullYear() === y && date.getUTCMonth() === m - 1 && date.getUTCDate() === d && y >= 1900;
  return isDay ? date.toISOString().slice(0, 10) : null;
}
