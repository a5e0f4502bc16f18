import { Card } from '../../ui';
import { dateOf, timeOf } from '../format';
import type { Course, Patient, Session, Timeline } from '../shapes';
import { CHRONICITIES, CONTRAINDICATIONS, MODALITIES, OTHER_FLAGS, REGIONS, wordFor } from '../vocabulary';
import { words } from '../words';

const say = words.patient;

/** Contact, courses and sessions, beside the timeline. */
export function PatientCare({ patient, timeline }: { patient: Patient; timeline: Timeline }) {
  return (
    <div class="stack">
      {(patient.phone || patient.email) && <Contact patient={patient} />}
      {timeline.function.said.length > 0 && <HowAble said={timeline.function.said} />}
      <Card kind="plain" heading={say.courses}>
        {timeline.courses.length === 0 && <p>{say.noCourses}</p>}
        {timeline.courses.map((course) => (
          <CourseFacts key={course.id} course={course} sessions={timeline.sessions} />
        ))}
      </Card>
      <Card kind="plain" heading={say.sessions}>
        {timeline.sessions.length === 0 ? <p>{say.noSessions}</p> : <Sessions sessions={timeline.sessions} />}
      </Card>
    </div>
  );
}

function HowAble({ said }: { said: string[] }) {
  return (
    <Card kind="plain" heading={say.function}>
      {said.map((line) => (
        <p key={line} dir="auto">
          {line}
        </p>
      ))}
      <p class="hint">{say.functionNote}</p>
    </Card>
  );
}

/** Above everything else: what to know before touching anybody. */
export function Flags({ flags }: { flags: string[] }) {
  if (flags.length === 0) return null;
  return (
    <Card kind="warn" heading={say.flags}>
      <ul class="entry-symptoms">
        {flags.map((flag) => (
          <li key={flag}>{wordFor({ ...CONTRAINDICATIONS, ...OTHER_FLAGS }, flag)}</li>
        ))}
      </ul>
    </Card>
  );
}

function Contact({ patient: { phone, email } }: { patient: Patient }) {
  return (
    <Card kind="plain" heading={say.contact}>
      {phone && (
        <a class="plain-link" href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
          {words.alert.call(phone)}
        </a>
      )}
      {email && (
        <a class="plain-link" href={`mailto:${email}`}>
          {email}
        </a>
      )}
    </Card>
  );
}

function CourseFacts({ course, sessions }: { course: Course; sessions: Session[] }) {
  const done = sessions.filter((session) => session.course === course.id).length;
  const facts = [
    wordFor(MODALITIES, course.modality),
    course.planned_sessions === null
      ? words.course.sessionsDone(done)
      : words.course.sessionsPlanned(done, course.planned_sessions),
    course.onset_date
      ? words.course.began(dateOf(course.onset_date))
      : course.chronicity && wordFor(CHRONICITIES, course.chronicity),
  ].filter(Boolean);
  return (
    <div>
      <p>
        <strong>{wordFor(REGIONS, course.region)}</strong>
      </p>
      <p class="hint">{facts.join(' · ')}</p>
    </div>
  );
}

function Sessions({ sessions }: { sessions: Session[] }) {
  return (
    <ol class="history plain-list" reversed>
      {[...sessions].reverse().map((session) => (
        <li key={session.id}>
          <p>
            <strong>{say.session(session.number)}</strong>
            {` · ${words.recovery[session.recovery]}${session.silent ? `, ${say.silent}` : ''}`}
          </p>
          <p class="hint">{timeOf(session.ended_at)}</p>
          <p class="hint">{treatmentOf(session)}</p>
        </li>
      ))}
    </ol>
  );
}

/** What was done, in one line. */
export function treatmentOf(session: Session): string {
  const say = words.session;
  return [
    wordFor(MODALITIES, session.modality),
    session.regions.map((region) => wordFor(REGIONS, region)).join(', '),
    session.needles === null ? null : say.needlesDone(session.needles),
    session.retention_minutes === null ? null : say.minutesDone(session.retention_minutes),
    session.nrs_before === null ? null : say.nrsBeforeDone(session.nrs_before),
  ]
    .filter(Boolean)
    .join(' · ');
}
