import { wordingOf } from '../../domain/catalogue';
import { t } from '../../i18n';
import { Field, wordOf } from '../../ui';
import { NRS_STEPS } from '../../ui/scale';
import { alter, body } from '../log';

interface RatingProps {
  id: string;
  label: string;
  hint?: string;
  value: number | null | undefined;
  /** The word behind each number; without it the number stands alone. */
  word?: (nrs: number) => string;
  onChange: (nrs: number | null) => void;
}

/** 0 to 10 in one line: the phone's own list opens large. Nothing is chosen at first. */
export function Rating({ id, label, hint, value, word, onChange }: RatingProps) {
  return (
    <Field label={label} hint={hint}>
      <select
        id={id}
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))}
      >
        <option value="">{t('rating.unsaid')}</option>
        {NRS_STEPS.map((step) => (
          <option key={step} value={step}>
            {word ? `${step} · ${word(step)}` : step}
          </option>
        ))}
      </select>
    </Field>
  );
}

/** The other scores of an entry. */
export function MoreScores() {
  const { nrs_worst, nrs_now, stiffness } = body.value;
  return (
    <div class="stack">
      <Rating
        id="worst"
        label={t('rating.worst')}
        value={nrs_worst}
        word={wordOf}
        onChange={(nrs) => alter({ nrs_worst: nrs })}
      />
      <Rating
        id="now"
        label={t('rating.now')}
        value={nrs_now}
        word={wordOf}
        onChange={(nrs) => alter({ nrs_now: nrs })}
      />
      <Rating
        id="stiffness"
        label={t('rating.stiffness')}
        hint={t('rating.stiffnessHint')}
        value={stiffness}
        onChange={(nrs) => alter({ stiffness: nrs })}
      />
    </div>
  );
}

/** How strong each ticked symptom is. */
export function Severities() {
  const { symptoms } = body.value;
  return (
    <div class="stack">
      {symptoms.map(({ code, severity }) => (
        <Rating
          key={code}
          id={`severity-${code}`}
          label={wordingOf(code)}
          hint={t('rating.severityHint')}
          value={severity}
          onChange={(nrs) =>
            alter({
              symptoms: body.value.symptoms.map((each) => (each.code === code ? { ...each, severity: nrs } : each)),
            })
          }
        />
      ))}
    </div>
  );
}
