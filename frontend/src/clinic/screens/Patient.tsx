import { Card, FanChart } from '../../ui';
import { api } from '../api';
import { dateOf } from '../format';
import { useLoaded } from '../hooks';
import { Banners } from '../parts/Banners';
import { BodyCount } from '../parts/BodyCount';
import { CourseCurve } from '../parts/CourseCurve';
import { Lanes } from '../parts/Lanes';
import { Loaded } from '../parts/Loaded';
import { MiniForm } from '../parts/MiniForm';
import { PatientCare } from '../parts/PatientCare';
import { PatientTimeline } from '../parts/PatientTimeline';
import { BackLink, Screen } from '../parts/Screen';
import { NextVisit, Strip } from '../parts/Strip';
import { hrefs } from '../routes';
import type { Patient, Session, Timeline } from '../shapes';
import { lastSession } from '../timeline';
import { words } from '../words';

const { patient: say, glass } = words;

export function PatientScreen({ id }: { id: string }) {
  const loading = useLoaded(id, async () => {
    const [patient, timeline] = await Promise.all([api.patient(id), api.timeline(id)]);
    return { patient, timeline };
  });
  const patient = loading.state.kind === 'ready' ? loading.state.value.patient : null;
  return (
    <Screen
      title={patient?.name ?? (loading.state.kind === 'failed' ? words.patients.title : words.loading)}
      above={<BackLink href={hrefs.patients}>{words.patients.title}</BackLink>}
      below={patient && <Head patient={patient} />}
    >
      <Loaded of={loading} missing={<Glass id={id} opened={loading.reload} />}>
        {({ patient: whose, timeline }) => (
          <>
            <Leaving erasure={whose.erasure} />
            <Banners patient={whose} easing={timeline.easing} changed={loading.reload} />
            {timeline.last_visit ? (
              <Strip visit={timeline.last_visit} next={timeline.next_visit} patient={whose} />
            ) : (
              timeline.next_visit && <NextVisit visit={timeline.next_visit} />
            )}
            <Body patient={whose} timeline={timeline} changed={loading.reload} />
          </>
        )}
      </Loaded>
    </Screen>
  );
}

/** A colleague's patient, whose record must be read and cannot wait: for an hour, and not unseen. */
function Glass({ id, opened }: { id: string; opened: () => void }) {
  return (
    <MiniForm
      id="glass"
      summary={glass.summary}
      button={glass.button}
      fields={[{ name: 'reason', label: glass.reason, hint: glass.hint, type: 'area' }]}
      send={async (typed) => {
        await api.breakGlass(id, typed);
        opened();
      }}
    />
  );
}

/** Monitoring has ended at the patient's own wish; nobody should wait for entries. */
function Leaving({ erasure }: { erasure: Patient['erasure'] }) {
  if (!erasure) return null;
  return (
    <Card kind="warn" heading={erasure.done_at ? say.left : say.leaving}>
      {!erasure.done_at && <p>{say.leavingBody(dateOf(erasure.due_at))}</p>}
    </Card>
  );
}

function Head({ patient: { id, birth_date, read_only_until } }: { patient: Patient }) {
  return (
    <>
      <p class="hint">{say.born(dateOf(birth_date))}</p>
      <div class="row" hidden={read_only_until !== null}>
        <a class="button" href={hrefs.session(id)}>
          {say.record}
        </a>
        <a class="button button-quiet" href={hrefs.invitation(id)}>
          {say.connect}
        </a>
        <a class="button button-quiet" href={hrefs.letter(id)}>
          {say.letter}
        </a>
        <a class="button button-quiet" href={hrefs.course(id)}>
          {say.addCourse}
        </a>
      </div>
    </>
  );
}

interface BodyProps {
  patient: Patient;
  timeline: Timeline;
  changed: () => void;
}

function Body({ patient, timeline, changed }: BodyProps) {
  const last = lastSession(timeline.sessions);
  // A session that was put right is judged again: its curve and its course's are drawn anew.
  const drawn = timeline.sessions.map(({ id, ended_at, recovery }) => id + ended_at + recovery).join();
  return (
    <div class="two-columns">
      <div class="stack">
        {last && <LastCurve key={drawn} session={last} />}
        {timeline.courses
          .filter(({ id, ended_at }) => ended_at === null && timeline.sessions.some(({ course }) => course === id))
          .map((course) => (
            <CourseCurve key={course.id + drawn} course={course} />
          ))}
        <Lanes timeline={timeline} now={Date.now()} />
        <BodyCount entries={timeline.entries} />
        <PatientTimeline timeline={timeline} />
      </div>
      <PatientCare patient={patient} timeline={timeline} changed={changed} />
    </div>
  );
}

function LastCurve({ session }: { session: Session }) {
  const loading = useLoaded(session.id, () => api.curve(session.id));
  return (
    <Card kind="plain" heading={say.curve}>
      <Loaded of={loading} tall>
        {(curve) => (
          <FanChart wide points={curve.points} readings={curve.readings} sentence={curve.sentence} whose={say.score} />
        )}
      </Loaded>
    </Card>
  );
}
