import { Button, Choice, ErrorSummary, FieldGroup } from '../../ui';
import { api } from '../api';
import { type Errors, type Form, failed, useForm, wholeNumber } from '../forms';
import { useLoaded } from '../hooks';
import { go, place } from '../navigation';
import { PickOne } from '../parts/choices';
import { type IntakeDraft, IntakeFields } from '../parts/IntakeFields';
import { Line } from '../parts/Line';
import { Loaded, Refusal } from '../parts/Loaded';
import { PlanChoice } from '../parts/PlanChoice';
import { BackLink, Screen } from '../parts/Screen';
import { hrefs } from '../routes';
import type { Course, NewCourse, Patient } from '../shapes';
import { CHRONICITIES, MODALITIES, REGIONS } from '../vocabulary';
import { words } from '../words';

interface CourseDraft extends IntakeDraft {
  region: string;
  chronicity: string;
  onset_date: string;
  modality: string;
  planned_sessions: string;
}

const MOST_SESSIONS = 200;
const say = words.course;

/** A course of treatment with its intake: step 2 of adding a patient, a later complaint, or what has changed of one. */
export function CourseScreen({ patientId }: { patientId: string }) {
  const { hash } = place.value;
  const isFirst = hash === '#first';
  const edited = hash.startsWith('#edit-') ? hash.slice('#edit-'.length) : null;
  const loading = useLoaded(patientId + hash, async () => {
    const [patient, course] = await Promise.all([api.patient(patientId), edited === null ? null : api.course(edited)]);
    return { patient, course };
  });
  const name = loading.state.kind === 'ready' ? loading.state.value.patient.name : null;
  return (
    <Screen
      title={name ? say.titleFor(name) : say.title}
      above={name && <BackLink href={hrefs.patient(patientId)}>{name}</BackLink>}
      below={isFirst && <p class="hint">{words.newPatient.step(2)}</p>}
    >
      <Loaded of={loading}>{(known) => <CourseForm {...known} isFirst={isFirst} />}</Loaded>
    </Screen>
  );
}

interface CourseFormProps {
  patient: Patient;
  course: Course | null;
  isFirst: boolean;
}

function CourseForm({ patient, course, isFirst }: CourseFormProps) {
  const form = useForm(draftOf(patient, course), check, async (draft) => {
    if (draft.flags.join() !== patient.flags.join()) await api.changePatient(patient.id, { flags: draft.flags });
    const fields = courseOf(draft);
    const { chronicity, onset_date } = draft;
    if (course === null) await api.addCourse({ patient: patient.id, ...fields });
    // Of a course that exists nothing is reckoned anew: both stand as they are on the screen.
    else await api.changeCourse(course.id, { ...fields, chronicity, onset_date: onset_date || null });
    go(isFirst ? hrefs.invitation(patient.id) : hrefs.patient(patient.id), { replace: true });
  });
  return (
    <form class="card form" noValidate onSubmit={form.submit}>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      {course === null && (
        <PlanChoice
          onChoose={({ modality, sessions }) => form.change({ modality, planned_sessions: String(sessions) })}
        />
      )}
      <Complaint form={form} />
      <HowLong form={form} />
      {isFirst ? (
        <details class="more">
          <summary>{words.intake.title}</summary>
          <div class="form">
            <IntakeFields form={form} />
          </div>
        </details>
      ) : (
        <IntakeFields form={form} />
      )}
      <Button type="submit" full off={form.busy}>
        {course ? words.intake.button : isFirst ? say.button : say.buttonPlain}
      </Button>
    </form>
  );
}

const yesOrNo = (answer: boolean | null | undefined) => (answer == null ? '' : answer ? 'yes' : 'no');

function draftOf({ flags }: Patient, course: Course | null): CourseDraft {
  return {
    region: course?.region ?? '',
    chronicity: course?.chronicity ?? '',
    onset_date: course?.onset_date ?? '',
    modality: course?.modality ?? '',
    planned_sessions: course?.planned_sessions?.toString() ?? '',
    course_pattern: course?.course_pattern ?? '',
    trauma: yesOrNo(course?.trauma),
    diagnosis: course?.diagnosis ?? '',
    diagnosed_by: course?.diagnosed_by ?? '',
    imaging: yesOrNo(course?.imaging),
    imaging_date: course?.imaging_date ?? '',
    triggers: course?.triggers ?? [],
    neck_type: course?.neck_type ?? '',
    symptoms_at_intake: course?.symptoms_at_intake ?? [],
    patches_allowed: course?.patches_allowed ?? false,
    flags,
  };
}

function check({ region, modality, chronicity, onset_date, planned_sessions }: CourseDraft): Errors<CourseDraft> {
  return failed<CourseDraft>({
    region: region === '' && say.regionMissing,
    modality: modality === '' && say.modalityMissing,
    planned_sessions: wholeNumber(planned_sessions, 1, MOST_SESSIONS) === undefined && say.plannedWrong,
    chronicity: chronicity === '' && onset_date === '' && say.howLongMissing,
    onset_date: onset_date !== '' && new Date(onset_date) > new Date() && say.onsetFuture,
  });
}

/** Where the day is known, the server reckons how long it has been: only one of the two is sent. What was not said is not known. */
function courseOf(draft: CourseDraft): Omit<NewCourse, 'patient'> {
  const planned = wholeNumber(draft.planned_sessions, 1, MOST_SESSIONS);
  const isNeck = draft.region === 'neck';
  const answer = (text: string) => (text === '' ? null : text === 'yes');
  return {
    region: draft.region,
    modality: draft.modality,
    ...(draft.onset_date ? { onset_date: draft.onset_date } : { chronicity: draft.chronicity }),
    ...(planned ? { planned_sessions: planned } : {}),
    course_pattern: draft.course_pattern || null,
    trauma: answer(draft.trauma),
    diagnosis: draft.diagnosis.trim() || null,
    diagnosed_by: draft.diagnosed_by.trim() || null,
    imaging: answer(draft.imaging),
    imaging_date: (draft.imaging === 'yes' && draft.imaging_date) || null,
    triggers: draft.triggers,
    neck_type: (isNeck && draft.neck_type) || null,
    symptoms_at_intake: isNeck ? draft.symptoms_at_intake : [],
    patches_allowed: draft.patches_allowed,
  };
}

function Complaint({ form }: { form: Form<CourseDraft> }) {
  return (
    <div class="two-fields">
      <PickOne form={form} name="region" label={say.region} of={REGIONS} />
      <PickOne form={form} name="modality" label={say.modality} of={MODALITIES} />
      <Line form={form} name="planned_sessions" label={say.planned} inputMode="numeric" />
    </div>
  );
}

function HowLong({ form }: { form: Form<CourseDraft> }) {
  const { draft, change, errors } = form;
  return (
    <>
      <FieldGroup label={say.howLong} error={errors.chronicity}>
        {Object.entries(CHRONICITIES).map(([code, word], index) => (
          <Choice
            key={code}
            type="radio"
            name="chronicity"
            id={index === 0 ? 'chronicity' : undefined}
            checked={draft.chronicity === code}
            onChange={() => change({ chronicity: code })}
          >
            {word}
          </Choice>
        ))}
      </FieldGroup>
      <div class="two-fields">
        <Line form={form} name="onset_date" label={say.onset} hint={say.onsetHint} type="date" />
      </div>
    </>
  );
}
