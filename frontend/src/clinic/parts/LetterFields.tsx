import { Choice, FieldGroup } from '../../ui';
import type { Form } from '../forms';
import { type LetterDraft, LONGEST_REQUEST } from '../letter-draft';
import type { Course } from '../shapes';
import { courseNames } from '../vocabulary';
import { words } from '../words';
import { PickOne } from './choices';
import { Line } from './Line';

const say = words.letter;
const FORMATS = ['pdf', 'fhir', 'csv'] as const;

interface Part {
  form: Form<LetterDraft>;
}

export function LetterForm({ form, courses }: Part & { courses: Course[] }) {
  const { draft, change, errors } = form;
  return (
    <>
      {courses.length > 1 && (
        <PickOne form={form} name="course" label={say.course} of={courseNames(courses)} none={null} />
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

export function LetterAsk({ form }: Part) {
  const { draft, change } = form;
  return (
    <>
      <Line form={form} name="recipient" label={say.recipient} hint={say.recipientHint} maxLength={120} />
      <Line
        form={form}
        name="request"
        label={say.request}
        hint={say.requestHint(LONGEST_REQUEST - draft.request.trim().length)}
        area
      />
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

export function LetterDays({ form }: Part) {
  const { draft, change } = form;
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
          <Line form={form} name="from" label={say.from} type="date" />
          <Line form={form} name="to" label={say.to} type="date" />
        </div>
      )}
    </>
  );
}
