import { Button, Choice, ErrorSummary, Field, FieldGroup } from '../../ui';
import { api } from '../api';
import { type Errors, type Form, failed, useForm, wholeNumber } from '../forms';
import { useLoaded } from '../hooks';
import { go, place } from '../navigation';
import { Options } from '../parts/choices';
import { Loaded, Refusal } from '../parts/Loaded';
import { BackLink, Screen } from '../parts/Screen';
import { hrefs } from '../routes';
import type { NewCourse } from '../shapes';
import { CHRONICITIES, MODALITIES, REGIONS } from '../vocabulary';
import { words } from '../words';

interface CourseDraft {
  region: string;
  chronicity: string;
  onset_date: string;
  modality: string;
  planned_sessions: string;
}

const EMPTY: CourseDraft = { region: '', chronicity: '', onset_date: '', modality: '', planned_sessions: '' };
const MOST_SESSIONS = 200;
const say = words.course;

/** A course of treatment: step 2 of adding a patient, or a later complaint of somebody known. */
export function CourseScreen({ patientId }: { patientId: string }) {
  const patient = useLoaded(patientId, () => api.patient(patientId));
  const isFirst = place.value.hash === '#first';
  const name = patient.state.kind === 'ready' ? patient.state.value.name : null;
  return (
    <Screen
      title={name ? say.titleFor(name) : say.title}
      above={name && <BackLink href={hrefs.patient(patientId)}>{name}</BackLink>}
      below={isFirst && <p class="hint">{words.newPatient.step(2)}</p>}
    >
      <Loaded of={patient}>{() => <CourseForm patientId={patientId} isFirst={isFirst} />}</Loaded>
    </Screen>
  );
}

function CourseForm({ patientId, isFirst }: { patientId: string; isFirst: boolean }) {
  const form = useForm(EMPTY, check, async (draft) => {
    await api.addCourse(courseOf(patientId, draft));
    go(isFirst ? hrefs.invitation(patientId) : hrefs.patient(patientId), { replace: true });
  });
  return (
    <form class="card form" noValidate onSubmit={form.submit}>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <Complaint form={form} />
      <HowLong form={form} />
      <Button type="submit" full off={form.busy}>
        {isFirst ? say.button : say.buttonPlain}
      </Button>
    </form>
  );
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

/** Where the day is known, the server reckons how long it has been: only one of the two is sent. */
function courseOf(patient: string, draft: CourseDraft): NewCourse {
  const planned = wholeNumber(draft.planned_sessions, 1, MOST_SESSIONS);
  return {
    patient,
    region: draft.region,
    modality: draft.modality,
    ...(draft.onset_date ? { onset_date: draft.onset_date } : { chronicity: draft.chronicity }),
    ...(planned ? { planned_sessions: planned } : {}),
  };
}

function Complaint({ form: { draft, change, errors } }: { form: Form<CourseDraft> }) {
  return (
    <div class="two-fields">
      <Field label={say.region} error={errors.region}>
        <select id="region" value={draft.region} onChange={(event) => change({ region: event.currentTarget.value })}>
          <Options of={REGIONS} />
        </select>
      </Field>
      <Field label={say.modality} error={errors.modality}>
        <select
          id="modality"
          value={draft.modality}
          onChange={(event) => change({ modality: event.currentTarget.value })}
        >
          <Options of={MODALITIES} />
        </select>
      </Field>
      <Field label={say.planned} error={errors.planned_sessions}>
        <input
          id="planned_sessions"
          inputMode="numeric"
          value={draft.planned_sessions}
          onInput={(event) => change({ planned_sessions: event.currentTarget.value })}
        />
      </Field>
    </div>
  );
}

function HowLong({ form: { draft, change, errors } }: { form: Form<CourseDraft> }) {
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
        <Field label={say.onset} hint={say.onsetHint} error={errors.onset_date}>
          <input
            id="onset_date"
            type="date"
            value={draft.onset_date}
            onInput={(event) => change({ onset_date: event.currentTarget.value })}
          />
        </Field>
      </div>
    </>
  );
}
