import { Button, Card, ErrorSummary } from '../../ui';
import { api, contentOf } from '../api';
import { shortDayOf, timeOf } from '../format';
import { useForm } from '../forms';
import { type Loading, useLoaded } from '../hooks';
import { checkLetter, emptyLetter, reportOf } from '../letter-draft';
import { LetterAsk, LetterDays, LetterForm } from '../parts/LetterFields';
import { LetterLinks } from '../parts/LetterLinks';
import { Loaded, Refusal } from '../parts/Loaded';
import { BackLink, Screen } from '../parts/Screen';
import { hrefs } from '../routes';
import type { Course, Report } from '../shapes';
import { lastSession } from '../timeline';
import { REGIONS, wordFor } from '../vocabulary';
import { words } from '../words';

const say = words.letter;

interface Known {
  name: string;
  /** The course of the last session stands first. */
  courses: Course[];
  reports: Report[];
}

/** The page for the GP: the practitioner writes the ask, the server drafts the rest, the patient agrees in the diary. */
export function LetterScreen({ patientId }: { patientId: string }) {
  const loading = useLoaded(patientId, () => knownOf(patientId));
  const name = loading.state.kind === 'ready' ? loading.state.value.name : null;
  return (
    <Screen
      title={name ? say.titleFor(name) : say.title}
      above={name && <BackLink href={hrefs.patient(patientId)}>{name}</BackLink>}
      below={<p>{say.text}</p>}
    >
      <Loaded of={loading}>{(known) => <Body patientId={patientId} known={known} loading={loading} />}</Loaded>
    </Screen>
  );
}

async function knownOf(patientId: string): Promise<Known> {
  const [patient, courses, sessions, reports] = await Promise.all([
    api.patient(patientId),
    api.courses(patientId),
    api.sessions(patientId),
    api.reports(patientId),
  ]);
  const latest = lastSession(sessions.results)?.course;
  const first = (course: Course) => (course.id === latest ? 0 : 1);
  return {
    name: patient.name,
    courses: [...courses.results].sort((one, other) => first(one) - first(other)),
    reports: reports.results,
  };
}

function Body({ patientId, known, loading }: { patientId: string; known: Known; loading: Loading<Known> }) {
  const course = known.courses[0];
  const drafted = (report: Report) => loading.set({ ...known, reports: [report, ...known.reports] });
  return (
    <div class="two-columns">
      {course ? <Form course={course} courses={known.courses} drafted={drafted} /> : <NoCourse patientId={patientId} />}
      <Card kind="plain" heading={say.drafts}>
        <div aria-live="polite">{known.reports.length === 0 ? <p>{say.none}</p> : <Reports known={known} />}</div>
        {known.reports.some((report) => report.state === 'draft') && (
          <Button kind="quiet" onClick={loading.reload}>
            {say.refresh}
          </Button>
        )}
      </Card>
    </div>
  );
}

function NoCourse({ patientId }: { patientId: string }) {
  return (
    <Card kind="plain">
      <p>{words.patient.noCourses}</p>
      <a class="plain-link" href={hrefs.course(patientId)}>
        {words.patient.addCourse}
      </a>
    </Card>
  );
}

interface FormProps {
  course: Course;
  courses: Course[];
  drafted: (report: Report) => void;
}

function Form({ course, courses, drafted }: FormProps) {
  const form = useForm(emptyLetter(course.id), checkLetter, async (draft) =>
    drafted(await api.draftReport(reportOf(draft))),
  );
  return (
    <form class="card form" noValidate onSubmit={form.submit}>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <LetterForm form={form} courses={courses} />
      <LetterAsk form={form} />
      <LetterDays form={form} />
      <Button type="submit" full off={form.busy}>
        {say.button}
      </Button>
    </form>
  );
}

function Reports({ known: { reports, courses } }: { known: Known }) {
  const region = (report: Report) => courses.find((course) => course.id === report.course)?.region ?? 'other';
  return (
    <ul class="history plain-list">
      {reports.map((report) => (
        <li key={report.id}>
          <p>
            <strong>{answerTo(report)}</strong>
          </p>
          {report.declined?.because && <p dir="auto">{say.because(report.declined.because)}</p>}
          <p>
            {say.about(wordFor(REGIONS, region(report)), shortDayOf(report.period.from), shortDayOf(report.period.to))}
          </p>
          {report.recipient && <p dir="auto">{say.forWhom(report.recipient)}</p>}
          {!report.include_notes && <p>{say.withoutNotes}</p>}
          <p class="hint">{say.madeAt(report.created.by, timeOf(report.created.at))}</p>
          <a class="plain-link" href={contentOf(report.id)} target="_blank" rel="noopener">
            {say.open[report.format] ?? say.openOther}
            <span class="visually-hidden">{say.newTab}</span>
          </a>
          {report.state === 'agreed' && <LetterLinks report={report.id} isFhir={report.format === 'fhir'} />}
        </li>
      ))}
    </ul>
  );
}

function answerTo({ agreed, declined }: Report): string {
  if (agreed) return say.agreedAt(timeOf(agreed.at));
  return declined ? say.declinedAt(timeOf(declined.at)) : say.draft;
}
