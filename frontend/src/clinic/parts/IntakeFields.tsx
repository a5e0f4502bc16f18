import { Choice, FieldGroup } from '../../ui';
import { CONTRAINDICATIONS, OTHER_FLAGS } from '../vocabulary';
import { words } from '../words';
import { Checks, Chips, PickOne } from './choices';
import { Line } from './Line';

const say = words.intake;
const TWO_WEEKS_MS = 14 * 24 * 60 * 60 * 1000;

export interface IntakeDraft {
  course_pattern: string;
  trauma: string;
  diagnosis: string;
  diagnosed_by: string;
  imaging: string;
  imaging_date: string;
  triggers: string[];
  neck_type: string;
  symptoms_at_intake: string[];
  patches_allowed: boolean;
  flags: string[];
}

/** The form around these fields; it may hold more. */
interface Part {
  form: {
    draft: IntakeDraft & { region: string; onset_date: string };
    change: (part: Partial<IntakeDraft>) => void;
    errors: Partial<Record<string, string>>;
  };
}

/** What follows from the answers so far: the same consequences that the server draws. */
export function consequencesOf(draft: Part['form']['draft'], now: number): string[] {
  const isNeck = draft.region === 'neck';
  const neck = isNeck ? draft.neck_type || 'unknown' : '';
  return [
    say.consequence[neck],
    ...draft.flags.map((flag) => say.consequence[flag]),
    draft.flags.some((flag) => flag in CONTRAINDICATIONS) && say.reasons,
    draft.diagnosis.trim() === '' && say.noDiagnosis,
    draft.onset_date !== '' && now - new Date(draft.onset_date).getTime() < TWO_WEEKS_MS && say.recent,
  ].filter((line): line is string => typeof line === 'string');
}

/** Asked once, and again when something has changed: each answer changes a warning, or what the diary asks. */
export function IntakeFields({ form }: Part) {
  const { draft, change, errors } = form;
  const text = (name: 'diagnosis' | 'diagnosed_by' | 'imaging_date', label: string, type: 'text' | 'date' = 'text') => (
    <Line form={form} name={name} label={label} type={type} dir="auto" />
  );
  const list = (
    name: 'course_pattern' | 'trauma' | 'imaging' | 'neck_type',
    label: string,
    of: Readonly<Record<string, string>>,
  ) => <PickOne form={form} name={name} label={label} of={of} none={words.session.positionUnknown} />;
  const follows = consequencesOf(draft, Date.now());
  return (
    <>
      <h2>{say.title}</h2>
      <div class="two-fields">
        {list('course_pattern', say.pattern, say.patterns)}
        {list('trauma', say.trauma, say.yesNo)}
        {text('diagnosis', say.diagnosis)}
        {text('diagnosed_by', say.diagnosedBy)}
        {list('imaging', say.imaging, say.yesNo)}
        {draft.imaging === 'yes' && text('imaging_date', say.imagingDate, 'date')}
        {draft.region === 'neck' && list('neck_type', say.neck, say.necks)}
      </div>
      <FieldGroup label={say.triggers}>
        <Chips
          of={say.triggerWords}
          name="triggers"
          chosen={draft.triggers}
          onChange={(triggers) => change({ triggers })}
        />
      </FieldGroup>
      {draft.region === 'neck' && (
        <FieldGroup label={say.symptoms} hint={say.symptomsHint}>
          <Chips
            of={say.symptomWords}
            name="symptoms_at_intake"
            chosen={draft.symptoms_at_intake}
            onChange={(symptoms_at_intake) => change({ symptoms_at_intake })}
          />
        </FieldGroup>
      )}
      <Choice
        type="checkbox"
        name="patches_allowed"
        checked={draft.patches_allowed}
        onChange={() => change({ patches_allowed: !draft.patches_allowed })}
      >
        {say.patches}
      </Choice>
      <FieldGroup label={say.flags} error={errors.flags}>
        <Checks
          of={{ ...CONTRAINDICATIONS, ...OTHER_FLAGS }}
          name="flags"
          chosen={draft.flags}
          onChange={(flags) => change({ flags })}
        />
      </FieldGroup>
      <section aria-live="polite">
        {follows.length > 0 && (
          <>
            <p>
              <strong>{say.follows}</strong>
            </p>
            <ul class="entry-symptoms">
              {follows.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </>
        )}
      </section>
    </>
  );
}
