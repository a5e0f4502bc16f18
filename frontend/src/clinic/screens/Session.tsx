import { useRef } from 'preact/hooks';
import { Button, Card, ErrorSummary } from '../../ui';
import { api, Problem } from '../api';
import { useForm } from '../forms';
import { useLoaded } from '../hooks';
import { go } from '../navigation';
import { Loaded, Refusal } from '../parts/Loaded';
import { BackLink, Screen } from '../parts/Screen';
import { SessionDetails, SessionReason, SessionTreatment, SessionWhen } from '../parts/SessionFields';
import { serverNow } from '../pulse';
import { hrefs } from '../routes';
import { checkSession, draftFor, sessionOf } from '../session-draft';
import type { Course, Patient, Session } from '../shapes';
import { lastSession } from '../timeline';
import { words } from '../words';

const say = words.session;

interface Known {
  patient: Patient;
  courses: Course[];
  sessions: Session[];
}

export function SessionScreen({ patientId }: { patientId: string }) {
  const loading = useLoaded(patientId, () => knownOf(patientId));
  const name = loading.state.kind === 'ready' ? loading.state.value.patient.name : null;
  return (
    <Screen
      title={name ? say.titleFor(name) : say.title}
      above={name && <BackLink href={hrefs.patient(patientId)}>{name}</BackLink>}
    >
      <Loaded of={loading}>{(known) => <FormOrCourse known={known} />}</Loaded>
    </Screen>
  );
}

async function knownOf(patientId: string): Promise<Known> {
  const [patient, courses, sessions] = await Promise.all([
    api.patient(patientId),
    api.courses(patientId),
    api.sessions(patientId),
  ]);
  return { patient, courses: courses.results.filter((course) => course.ended_at === null), sessions: sessions.results };
}

function FormOrCourse({ known }: { known: Known }) {
  const last = lastSession(known.sessions);
  const course = known.courses.find((each) => each.id === last?.course) ?? known.courses[0];
  if (course) return <SessionForm known={known} course={course} />;
  return (
    <Card kind="plain">
      <p>{say.noCourse}</p>
      <div>
        <a class="button" href={hrefs.course(known.patient.id)}>
          {words.patient.addCourse}
        </a>
      </div>
    </Card>
  );
}

function SessionForm({ known, course }: { known: Known; course: Course }) {
  const { patient, courses, sessions } = known;
  const lastOf = (each: Course) => lastSession(sessions.filter((session) => session.course === each.id));
  const triedAt = useRef<Date | null>(null);
  const form = useForm(
    draftFor(course, lastOf(course)),
    (draft) => checkSession(draft, patient.flags, new Date()),
    async (draft) => {
      const isRetry = triedAt.current !== null;
      triedAt.current ??= serverNow();
      try {
        await api.recordSession(sessionOf(draft, triedAt.current));
      } catch (error) {
        if (!(isRetry && wasSavedBefore(error))) throw error;
      }
      go(hrefs.patient(patient.id), { replace: true });
    },
  );
  const choose = (id: string) => {
    const chosen = courses.find((each) => each.id === id);
    if (chosen) form.change(draftFor(chosen, lastOf(chosen)));
  };
  return (
    <form class="card form" noValidate onSubmit={form.submit}>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <SessionReason form={form} flags={patient.flags} />
      <SessionWhen form={form} />
      <SessionTreatment form={form} courses={courses} choose={choose} isCopy={lastOf(course) !== undefined} />
      <SessionDetails form={form} />
      <div class="form-end">
        <Button type="submit" full off={form.busy}>
          {say.button}
        </Button>
      </div>
    </form>
  );
}

/** The first try reached the server and its answer was lost. */
function wasSavedBefore(error: unknown): boolean {
  return error instanceof Problem && error.code === 'conflict';
}
