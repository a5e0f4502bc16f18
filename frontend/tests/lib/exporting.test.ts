import { beforeEach, describe, expect, it, vi } from 'vitest';
import { exportDiary } from '../../src/lib/exporting';
import { makeEntry } from './phone';

let asked: { path: string; body: unknown }[];

/** Answers by path; a path that is missing is out of reach. */
function server(answers: Record<string, Response>): void {
  asked = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const path = url.replace('/api/v1/', '');
    asked.push({ path, body: init.body ? JSON.parse(String(init.body)) : null });
    const answer = answers[path];
    if (!answer) throw new TypeError('Failed to fetch');
    return answer.clone();
  });
}

const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const COURSES = json({
  results: [
    { id: 'old', ended_at: '2026-01-01' },
    { id: 'now', ended_at: null },
  ],
  next: null,
});

describe('the diary as a file', () => {
  beforeEach(() => server({}));

  it('is a table from this phone when the server is out of reach', async () => {
    const made = await exportDiary('csv', '2026-03-01', [makeEntry('a', { note: 'Stairs.' })]);
    expect(made).toMatchObject({ kind: 'file', isFromPhone: true });
    if (made.kind !== 'file') return;
    expect([made.file.name, (await made.file.text()).includes('Stairs.')]).toEqual(['ebb-2026-03-01.csv', true]);
  });

  it.each(['pdf', 'fhir', 'json'] as const)('as %s needs the server, and says so', async (format) => {
    expect(await exportDiary(format, '2026-03-01', [])).toEqual({ kind: 'unreachable' });
  });

  it('as a page is about the course that goes on, and is a copy that nobody may give on', async () => {
    server({
      courses: COURSES,
      reports: json({ id: 'r' }, 201),
      'reports/r/content': new Response('%PDF'),
      'reports/r/decline': json({ id: 'r' }),
    });
    const made = await exportDiary('pdf', '2026-03-01', []);
    expect(made).toMatchObject({ kind: 'file', isFromPhone: false });
    expect(asked.map((each) => each.path)).toEqual(['courses', 'reports', 'reports/r/content', 'reports/r/decline']);
    expect(asked[1]?.body).toMatchObject({ course: 'now', format: 'pdf' });
  });

  it('comes whole from the server where that answers', async () => {
    server({ 'me/export': new Response('{"rows":{}}') });
    const made = await exportDiary('json', '2026-03-01', []);
    expect(made).toMatchObject({ kind: 'file', isFromPhone: false });
    expect(asked[0]?.body).toEqual({ format: 'json' });
  });
});
