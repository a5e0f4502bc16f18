import { Card } from '../../ui';
import { dateOf, timeOf } from '../format';
import { useFocusAfter } from '../hooks';
import { hrefs } from '../routes';
import type { Course, Patient, Session, TakenBack, Timeline } from '../shapes';
import { CHRONICITIES, MODALITIES, REGIONS, wordFor } from '../vocabulary';
import { words } from '../words';
import { Contact, CorrectSession, TakenBackLine, TakeSessionBack } from './Corrections';
import { CourseReview } from './CourseReview';
import { TakeBack } from './TakeBack';
import { Unwanted } from './Unwanted';

const say = words.patient;

interface PatientCareProps {
  patient: Patient;
  timeline: Timeline;
  changed: () => void;
}

/** Contact, courses and sessions, beside the timeline. */
export function PatientCare({ patient, timeline, changed }: PatientCareProps) {
  return (
    <div class="stack">
      <Contact patient={patient} changed={changed} />
      {timeline.function.said.length > 0 && <HowAble said={timeline.function.said} />}
      <Card kind="plain" heading={say.courses}>
        {timeline.courses.length === 0 && <p>{say.noCourses}</p>}
        {timeline.courses.map((course) => (
          <CourseFacts key={course.id} course={course} sessions={timeline.sessions} patient={patient.id} />
        ))}
      </Card>
      <Adherence timeline={timeline} />
      <Unwanted patient={patient.id} sessions={timeline.sessions} />
      <Card kind="plain" heading={say.sessions}>
        {timeline.sessions.length === 0 ? (
          <p>{say.noSessions}</p>
        ) : (
          <Sessions sessions={timeline.sessions} changed={changed} />
        )}
        <TakenBackOnes sessions={timeline.taken_back} />
      </Card>
      <TakeBack patient={patient} changed={changed} />
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

const DAY_MS = 24 * 60 * 60 * 1000;
const LATELY = 28;

/** On how many of the last days something was written, and how many sessions were kept. */
function Adherence({ timeline: { entries, sessions, courses } }: { timeline: Timeline }) {
  const first = sessions[0] ?? entries[0];
  if (!first) return null;
  const began = new Date('ended_at' in first ? first.ended_at : first.recorded_at).getTime();
  const of = Math.min(LATELY, Math.max(1, Math.ceil((Date.now() - began) / DAY_MS)));
  const since = Date.now() - of * DAY_MS;
  const days = new Set(
    entries
      .map((each) => new Date(each.recorded_at))
      .flatMap((at) => (at.getTime() >= since ? [at.toDateString()] : [])),
  );
  return (
    <Card kind="plain" heading={words.adherence.title}>
      <p>{words.adherence.diary(Math.min(days.size, of), of)}</p>
      {courses
        .filter(({ planned_sessions, ended_at }) => planned_sessions !== null && ended_at === null)
        .map(({ id, planned_sessions }) => (
          <p key={id}>
            {words.adherence.sessions(sessions.filter(({ course }) => course === id).length, planned_sessions ?? 0)}
          </p>
        ))}
    </Card>
  );
}

interface CourseProps {
  course: Course;
  sessions: Session[];
  patient: string;
}

function CourseFacts({ course, sessions, patient }: CourseProps) {
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
      {course.diagnosis && <p dir="auto">{course.diagnosis}</p>}
      {done > 0 && <CourseReview course={course.id} />}
      <a class="plain-link" href={hrefs.intake(patient, course.id)}>
        {words.intake.edit}
      </a>
    </div>
  );
}

function Sessions({ sessions, changed }: { sessions: Session[]; changed: () => void }) {
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
          <CorrectSession session={session} changed={changed} />
          <TakeSessionBack id={session.id} changed={changed} />
        </li>
      ))}
    </ol>
  );
}

/** Nothing is deleted: what was entered in error is told, and read out when it has just been. */
function TakenBackOnes({ sessions = [] }: { sessions?: TakenBack[] | undefined }) {
  useFocusAfter(`${sessions.length}`, () => document.getElementById('taken-back'));
  return (
    <div id="taken-back" tabIndex={-1}>
      {sessions.map((session) => (
        <TakenBackLine key={session.id} session={session} />
      ))}
    </div>
  );
}

/** The treatment in a line, and the practitioner's note on it. */
export function WhatWasDone({ session }: { session: Session }) {
  return (
    <>
      <p>{treatmentOf(session)}</p>
      {session.note && (
        <blockquote class="entry-note" dir="auto">
          {session.note}
        </blockquote>
      )}
    </>
  );
}

/** What was done, in one line. */
export function treatmentOf(
  session: Pick<Session, 'modality' | 'regions' | 'needles' | 'retention_minutes' | 'nrs_before'>,
): string {
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
