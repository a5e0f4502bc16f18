import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Card, ErrorSummary } from '../../ui';
import { api, Problem } from '../api';
import { useForm } from '../forms';
import { useLoaded } from '../hooks';
import { forget, keep, kept } from '../kept-drafts';
import { go } from '../navigation';
import { Loaded, Refusal } from '../parts/Loaded';
import { BackLink, Screen } from '../parts/Screen';
import { SessionDetails, SessionReason, SessionTreatment, SessionWhen } from '../parts/SessionFields';
import { serverNow } from '../pulse';
import { hrefs } from '../routes';
import { checkSession, draftFor, type SessionDraft, sessionOf } from '../session-draft';
import type { Course, Patient, Session, Warning } from '../shapes';
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
  const [turn, setTurn] = useState(0);
  const last = lastSession(known.sessions);
  const course = known.courses.find((each) => each.id === last?.course) ?? known.courses[0];
  if (course) return <SessionForm key={turn} known={known} course={course} afresh={() => setTurn(turn + 1)} />;
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

/** What the server warns of before this session: of the patient, the course, and the points as they are typed. */
function useWarnings(course: string, points: string): Warning[] {
  const [warnings, setWarnings] = useState<Warning[]>([]);
  useEffect(() => {
    let isGone = false;
    const timer = setTimeout(() => {
      // A form without its warnings still asks for reasons: the flags are known, and the server checks again.
      api.warnings(course, points).then(
        (answer) => {
          if (!isGone) setWarnings(answer.warnings);
        },
        () => undefined,
      );
    }, 400);
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [course, points]);
  return warnings;
}

function SessionForm({ known, course, afresh }: { known: Known; course: Course; afresh: () => void }) {
  const { patient, courses, sessions } = known;
  const lastOf = (each: Course) => lastSession(sessions.filter((session) => session.course === each.id));
  const triedAt = useRef<Date | null>(null);
  const restored = useRef(kept<SessionDraft>(patient.id)).current;
  const isKnown = restored !== null && courses.some(({ id }) => id === restored.course);
  const form = useForm(
    isKnown ? restored : draftFor(course, lastOf(course)),
    (draft) => checkSession(draft, patient.flags, new Date()),
    async (draft) => {
      const isRetry = triedAt.current !== null;
      triedAt.current ??= serverNow();
      try {
        await api.recordSession(sessionOf(draft, triedAt.current));
      } catch (error) {
        if (!(isRetry && wasSavedBefore(error))) throw error;
      }
      forget(patient.id);
      go(hrefs.patient(patient.id), { replace: true });
    },
  );
  const warnings = useWarnings(form.draft.course, form.draft.points);
  const isFirst = useRef(true);
  useEffect(() => {
    if (!isFirst.current) keep(patient.id, form.draft);
    isFirst.current = false;
  }, [form.draft]);
  const choose = (id: string) => {
    const chosen = courses.find((each) => each.id === id);
    if (chosen) form.change(draftFor(chosen, lastOf(chosen)));
  };
  const lastOfChosen = () => lastSession(sessions.filter((session) => session.course === form.draft.course));
  const startAfresh = () => {
    forget(patient.id);
    afresh();
  };
  return (
    <form class="card form" noValidate onSubmit={form.submit}>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      {isKnown && (
        <p class="row">
          <span class="hint">{words.visit.restored}</span>
          <Button kind="quiet" onClick={startAfresh}>
            {words.visit.afresh}
          </Button>
        </p>
      )}
      <SessionReason
        form={form}
        flags={patient.flags}
        warnings={warnings}
        intake={hrefs.intake(patient.id, form.draft.course)}
      />
      <SessionWhen form={form} />
      <SessionTreatment form={form} courses={courses} choose={choose} last={lastOfChosen()} />
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
