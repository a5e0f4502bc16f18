import { Choice, Field, FieldGroup } from '../../ui';
import type { Form } from '../forms';
import { type LetterDraft, LONGEST_REQUEST } from '../letter-draft';
import type { Course } from '../shapes';
import { MODALITIES, REGIONS, wordFor } from '../vocabulary';
import { words } from '../words';

const say = words.letter;
const FORMATS = ['pdf', 'fhir', 'csv'] as const;

interface Part {
  form: Form<LetterDraft>;
}

export function LetterForm({ form: { draft, change, errors }, courses }: Part & { courses: Course[] }) {
  return (
    <>
      {courses.length > 1 && (
        <Field label={say.course} error={errors.course}>
          <select id="course" value={draft.course} onChange={(event) => change({ course: event.currentTarget.value })}>
            {courses.map(({ id, region, modality }) => (
              <option key={id} value={id}>
                {`${wordFor(REGIONS, region)}, ${wordFor(MODALITIES, modality).toLowerCase()}`}
              </option>
            ))}
          </select>
        </Field>
      )}
      <FieldGroup label={say.format} error={errors.format}>
        {FORMATS.map((format) => (
          <Choice
            key={format}
            type="radio"
            name="format"
            checked={draft.format === format}
            onChange={() => change({ format })}
          >
            {say.formats[format]}
          </Choice>
        ))}
      </FieldGroup>
    </>
  );
}

export function LetterAsk({ form: { draft, change, errors } }: Part) {
  return (
    <>
      <Field label={say.recipient} hint={say.recipientHint} error={errors.recipient}>
        <input
          id="recipient"
          maxLength={120}
          value={draft.recipient}
          onInput={(event) => change({ recipient: event.currentTarget.value })}
        />
      </Field>
      <Field
        label={say.request}
        hint={say.requestHint(LONGEST_REQUEST - draft.request.trim().length)}
        error={errors.request}
      >
        <textarea
          id="request"
          dir="auto"
          value={draft.request}
          onInput={(event) => change({ request: event.currentTarget.value })}
        />
      </Field>
      {draft.format !== 'csv' && (
        <FieldGroup label={say.tasksAsked}>
          {Object.entries(say.tasks).map(([task, words]) => (
            <Choice
              key={task}
              type="checkbox"
              name="tasks"
              checked={draft.tasks.includes(task)}
              onChange={(isAsked) =>
                change({ tasks: isAsked ? [...draft.tasks, task] : draft.tasks.filter((each) => each !== task) })
              }
            >
              {words}
            </Choice>
          ))}
        </FieldGroup>
      )}
      <Choice
        type="checkbox"
        name="include_notes"
        checked={draft.include_notes}
        onChange={(include_notes) => change({ include_notes })}
      >
        {say.notes}
      </Choice>
      {draft.format !== 'csv' && (
        <Choice type="checkbox" name="appendix" checked={draft.appendix} onChange={(appendix) => change({ appendix })}>
          {say.appendix}
        </Choice>
      )}
    </>
  );
}

export function LetterDays({ form: { draft, change, errors } }: Part) {
  return (
    <>
      <FieldGroup label={say.period}>
        <Choice type="radio" name="days" checked={draft.days === 'whole'} onChange={() => change({ days: 'whole' })}>
          {say.whole}
        </Choice>
        <Choice type="radio" name="days" checked={draft.days === 'part'} onChange={() => change({ days: 'part' })}>
          {say.part}
        </Choice>
      </FieldGroup>
      {draft.days === 'part' && (
        <div class="two-fields">
          <Field label={say.from} error={errors.from}>
            <input
              id="from"
              type="date"
              value={draft.from}
              onInput={(event) => change({ from: event.currentTarget.value })}
            />
          </Field>
          <Field label={say.to} error={errors.to}>
            <input
              id="to"
              type="date"
              value={draft.to}
              onInput={(event) => change({ to: event.currentTarget.value })}
            />
          </Field>
        </div>
      )}
    </>
  );
}
