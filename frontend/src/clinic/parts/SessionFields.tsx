import { Button, Card, Choice, Field, FieldGroup, Nrs } from '../../ui';
import { api } from '../api';
import { inputOf } from '../format';
import type { Form } from '../forms';
import { useLoaded } from '../hooks';
import { LAST, reasonsNeeded, type SessionDraft, type Treatment, treatmentFrom } from '../session-draft';
import type { Course, Session, Warning } from '../shapes';
import { CONTRAINDICATIONS, courseNames, MODALITIES, NEEDLED, POSITIONS, REGIONS, wordFor } from '../vocabulary';
import { words } from '../words';
import { Chips, Options, PickOne } from './choices';
import { Line } from './Line';

const say = words.session;

interface Part {
  form: Form<SessionDraft>;
}

interface ReasonProps extends Part {
  flags: string[];
  warnings: Warning[];
  intake: string;
}

/** Warnings come first; each contraindication asks why it was right to go on. */
export function SessionReason({ form, flags, warnings, intake }: ReasonProps) {
  const needed = reasonsNeeded(flags);
  const said = warnings.map(({ code }) => code);
  const unsaid = needed.filter((flag) => !said.includes(flag));
  return (
    <>
      {(needed.length > 0 || warnings.length > 0) && (
        <Card kind="warn" heading={say.warnings}>
          <ul class="entry-symptoms" aria-live="polite">
            {unsaid.map((flag) => (
              <li key={flag}>{wordFor(CONTRAINDICATIONS, flag)}</li>
            ))}
            {warnings.map(({ code, text }) => (
              <li key={code}>{text}</li>
            ))}
          </ul>
          {needed.length > 0 && (
            <Line form={form} name="proceed_reason" label={say.reason} hint={say.reasonHint} area />
          )}
        </Card>
      )}
      <Changed form={form} intake={intake} />
    </>
  );
}

/** Asked before every session. Source: clinical reference 1.4 (S003-5). */
function Changed({ form, intake }: Part & { intake: string }) {
  const { draft, change, errors } = form;
  const ask = words.visit;
  return (
    <>
      <FieldGroup label={ask.changed} hint={ask.changedHint} error={errors.anything_changed}>
        {(['no', 'yes'] as const).map((answer) => (
          <Choice
            key={answer}
            type="radio"
            name="anything_changed"
            id={answer === 'no' ? 'anything_changed' : undefined}
            checked={draft.anything_changed === answer}
            onChange={() => change({ anything_changed: answer })}
          >
            {ask[answer]}
          </Choice>
        ))}
      </FieldGroup>
      {draft.anything_changed === 'yes' && (
        <>
          <Line form={form} name="what_changed" label={ask.what} area />
          <a class="plain-link" href={intake}>
            {ask.intake}
          </a>
        </>
      )}
    </>
  );
}

export function SessionWhen({ form }: Part) {
  const { draft, change } = form;
  const earlier = () => change({ when: 'earlier', ended_at: draft.ended_at || inputOf(new Date()) });
  return (
    <>
      <FieldGroup label={say.when}>
        <Choice type="radio" name="when" checked={draft.when === 'now'} onChange={() => change({ when: 'now' })}>
          {say.now}
        </Choice>
        <Choice type="radio" name="when" checked={draft.when === 'earlier'} onChange={earlier}>
          {say.earlier}
        </Choice>
      </FieldGroup>
      {draft.when === 'earlier' && (
        <div class="two-fields">
          <Line form={form} name="ended_at" label={say.endedAt} type="datetime-local" />
          <Choice
            type="checkbox"
            name="estimated"
            checked={draft.estimated}
            onChange={() => change({ estimated: !draft.estimated })}
          >
            {words.visit.estimated}
          </Choice>
        </div>
      )}
    </>
  );
}

interface TreatmentProps extends Part {
  courses: Course[];
  choose: (course: string) => void;
  last: Session | undefined;
}

/** What was done: filled in from the last session or one of the clinic's templates, and changed where it was different. */
export function SessionTreatment({ form, courses, choose, last }: TreatmentProps) {
  const course = courses.find(({ id }) => id === form.draft.course);
  return (
    <>
      <div class="two-fields">
        {course && <SessionStart key={course.id} form={form} course={course} last={last} />}
        {courses.length > 1 && (
          <PickOne
            form={{ ...form, change: ({ course: chosen = '' }) => choose(chosen) }}
            name="course"
            label={say.course}
            of={courseNames(courses)}
            none={null}
          />
        )}
      </div>
      <TreatmentFields form={form} />
    </>
  );
}

interface StartProps extends Part {
  course: Course;
  last: Session | undefined;
}

function SessionStart({ form, course, last }: StartProps) {
  const kept = useLoaded('session-templates', () => api.sessionTemplates());
  const templates = kept.state.kind === 'ready' ? kept.state.value.results : [];
  if (!last && templates.length === 0) return null;
  const choose = (from: string) => {
    const chosen = from === LAST ? last : templates.find(({ id }) => id === from);
    form.change({ from, ...treatmentFrom(course, chosen) });
  };
  const ask = words.visit;
  return (
    <Field label={ask.start} hint={ask.startHint}>
      <select id="start" value={form.draft.from} onChange={(event) => choose(event.currentTarget.value)}>
        {last && <option value={LAST}>{ask.startLast}</option>}
        <Options of={Object.fromEntries(templates.map(({ id, name }) => [id, name]))} none={ask.startNone} />
      </select>
    </Field>
  );
}

/** Modality, position, needles and areas: of a session, and of a template for one. */
export function TreatmentFields({ form }: { form: Form<Treatment> }) {
  return (
    <>
      <div class="two-fields">
        <PickOne form={form} name="modality" label={say.modality} of={MODALITIES} none={null} />
        <PickOne form={form} name="position" label={say.position} of={POSITIONS} none={say.positionUnknown} />
        {NEEDLED.has(form.draft.modality) && <Needles form={form} />}
      </div>
      <Regions form={form} />
    </>
  );
}

function Needles({ form }: { form: Form<Treatment> }) {
  return (
    <>
      <Line form={form} name="needles" label={say.needles} inputMode="numeric" />
      <Line
        form={form}
        name="points"
        label={words.visit.points}
        hint={words.visit.pointsHint}
        autocapitalize="characters"
      />
      <Line form={form} name="retention_minutes" label={say.minutes} inputMode="numeric" />
    </>
  );
}

function Regions({ form: { draft, change, errors } }: { form: Form<Treatment> }) {
  return (
    <FieldGroup label={say.regions} error={errors.regions}>
      <Chips of={REGIONS} name="regions" chosen={draft.regions} onChange={(regions) => change({ regions })} />
    </FieldGroup>
  );
}

export function SessionDetails({ form }: Part) {
  const { draft, change, errors } = form;
  return (
    <>
      <Nrs
        name="nrs_before"
        legend={say.nrsBefore}
        hint={say.nrsOptional}
        error={errors.nrs_before}
        value={draft.nrs_before}
        onChange={(nrs_before) => change({ nrs_before })}
      />
      {draft.nrs_before !== null && (
        <div>
          <Button kind="quiet" onClick={() => change({ nrs_before: null })}>
            {say.nrsClear}
          </Button>
        </div>
      )}
      <Line form={form} name="note" label={say.note} area />
    </>
  );
}
