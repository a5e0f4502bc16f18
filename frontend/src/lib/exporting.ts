// The diary as files to take along: from the server, which has all of it, or as a table from this phone without a network.
import type { Page } from '../domain/answers';
import type { Entry } from '../domain/entry';
import { csvOf } from '../domain/ownTable';
import { ask } from './api';

export type Format = 'pdf' | 'fhir' | 'csv' | 'json';

export type Exported =
  | { kind: 'file'; file: File; isFromPhone: boolean }
  | { kind: 'unreachable' }
  | { kind: 'problem'; detail: string };

interface Course {
  id: string;
  ended_at: string | null;
}

const OWN_COPY = 'My own copy.';
const ENDINGS: Record<Format, string> = { pdf: 'pdf', fhir: 'fhir.json', csv: 'csv', json: 'json' };
const TYPES: Record<Format, string> = {
  pdf: 'application/pdf',
  fhir: 'application/fhir+json',
  csv: 'text/csv',
  json: 'application/json',
};

/** Everything as a table or as JSON; the newest course as the page for a doctor or its FHIR document. */
export async function exportDiary(format: Format, today: string, entries: readonly Entry[]): Promise<Exported> {
  const name = `ebb-${today}.${ENDINGS[format]}`;
  const found = format === 'csv' || format === 'json' ? await everything(format) : await page(format);
  if (found instanceof Blob) return { kind: 'file', file: fileOf(found, name, format), isFromPhone: false };
  if (found.kind === 'unreachable' && format === 'csv') {
    return { kind: 'file', file: fileOf(new Blob([csvOf(entries)]), name, format), isFromPhone: true };
  }
  return found;
}

type Failed = Exclude<Exported, { kind: 'file' }>;

const fileOf = (content: Blob, name: string, format: Format): File =>
  new File([content], name, { type: TYPES[format] });

async function everything(format: 'csv' | 'json'): Promise<Blob | Failed> {
  return fetchFile('me/export', { method: 'POST', body: JSON.stringify({ format }) });
}

async function page(format: 'pdf' | 'fhir'): Promise<Blob | Failed> {
  const courses = await ask<Page<Course>>('GET', 'courses');
  if (courses.kind !== 'ok') return failed(courses);
  const course = courses.body.results.find((each) => each.ended_at === null) ?? courses.body.results[0];
  if (!course) return { kind: 'problem', detail: '' };
  const report = await ask<{ id: string }>('POST', 'reports', { course: course.id, format, include_notes: true });
  if (report.kind !== 'ok') return failed(report);
  const content = await fetchFile(`reports/${report.body.id}/content`, { method: 'GET' });
  // A copy for oneself is not a letter that waits for a yes: nobody may give it on.
  await ask('POST', `reports/${report.body.id}/decline`, { because: OWN_COPY });
  return content;
}

function failed(
  reply: { kind: 'unreachable' } | { kind: 'problem'; status: number; problem: { detail: string } },
): Failed {
  if (reply.kind === 'unreachable' || reply.status >= 500) return { kind: 'unreachable' };
  return { kind: 'problem', detail: reply.problem.detail };
}

async function fetchFile(path: string, init: RequestInit): Promise<Blob | Failed> {
  try {
    const answer = await fetch(`/api/v1/${path}`, {
      ...init,
      headers: { 'Content-Type': 'application/json', 'X-Ebb': '1' },
      cache: 'no-store',
      credentials: 'same-origin',
      redirect: 'error',
    });
    if (answer.ok) return await answer.blob();
    return answer.status >= 500 ? { kind: 'unreachable' } : { kind: 'problem', detail: '' };
  } catch {
    return { kind: 'unreachable' };
  }
}
