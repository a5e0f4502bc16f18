import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { happeningsOf, marksOf } from '../../src/clinic/happenings';
import { OfficeScreen } from '../../src/clinic/office/index';
import { CourseCurve, scoresOf } from '../../src/clinic/parts/CourseCurve';
import { Unwanted } from '../../src/clinic/parts/Unwanted';
import { SessionScreen } from '../../src/clinic/screens/Session';
import { checkSession, draftFor, type SessionDraft, sessionOf } from '../../src/clinic/session-draft';
import type { AdverseEvent, Course, Entry, Session } from '../../src/clinic/shapes';
import { me } from '../../src/clinic/staff';
import { ANNA, alertOf } from './cast';
import { serve } from './server';

const COURSE = {
  id: 'c1',
  region: 'low-back',
  regions: [],
  modality: 'acupuncture',
  ended_at: null,
} as unknown as Course;
const SESSION = {
  ...{ id: 's1', course: 'c1', number: 3, ended_at: '2026-03-01T10:00:00Z', modality: 'acupuncture' },
  ...{ regions: ['neck'], needles: 8, retention_minutes: 20, position: 'prone', points: ['GB20'], nrs_before: 4 },
} as unknown as Session;

beforeEach(() => {
  me.value = { ...ANNA, roles: ['practitioner', 'manager'] };
});
afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

describe('what happened around an alert', () => {
  const entry = (id: string, recorded_at: string, more: Partial<Entry> = {}) =>
    ({ id, recorded_at, nrs_average: null, symptoms: [], ...more }) as unknown as Entry;
  const alert = alertOf({
    readings: ['e2'],
    events: [
      { at: '2026-03-03T12:01:00Z', kind: 'raised', by: null, because: 'so', hash: '1' },
      { at: '2026-03-03T13:00:00Z', kind: 'renotified', by: null, because: '', hash: '2' },
      { at: '2026-03-03T14:00:00Z', kind: 'acknowledged', by: 'Anna', because: '', hash: '3' },
      { at: '2026-03-03T15:00:00Z', kind: 'noted', by: 'Anna', because: 'Rang, no answer.', hash: '4' },
    ],
  });
  const entries = [
    entry('e0', '2026-02-28T10:00:00Z', { medicines: [{ name: 'before' }] }),
    entry('e1', '2026-03-02T10:00:00Z', { medicines: [{ name: 'Ibuprofen', amount: '400 mg' }] }),
    entry('e2', '2026-03-03T12:00:00Z', { nrs_average: 8, symptoms: [{ code: 'fever' }] }),
  ];
  const later = { ...SESSION, number: 4, ended_at: '2026-03-08T10:00:00Z' };
  const found = happeningsOf(alert, SESSION, { sessions: [SESSION, later], entries }, new Map([['fever', 'Fever']]));

  it('names sessions, medicines, the entry that raised it, and what people did, from the session on', () => {
    expect(found.map(({ text }) => text.replace(/^.*?\d\d:\d\d: /, ''))).toEqual([
      'session 3 ended',
      'Medicines: Ibuprofen 400 mg',
      'entry that raised it: 8 out of 10, Fever',
      'alert: raised',
      'alert: acknowledged, Anna',
      'alert: note, Anna, Rang, no answer.',
      'session 4 ended',
    ]);
    expect(found.map(({ hours }) => Math.round(hours))).toEqual([0, 24, 50, 50, 52, 53, 168]);
  });
  it('stands in the picture by its number, together where there is no room, and not beyond the end', () => {
    expect(marksOf(found, 14 * 24).map(({ label }) => label)).toEqual(['1', '2', '3–6', '7']);
    expect(marksOf(found, 30).map(({ label }) => label)).toEqual(['1', '2']);
    expect(marksOf(found, 60).map(({ label }) => label)).toEqual(['1', '2', '3–4', '5–6']);
  });
});

describe('a whole course', () => {
  const point = (days: number) => ({ days, p10: 1, p25: 2, p50: 3, p75: 4, p90: 6 });
  const curve = {
    ...{ course: 'c1', percentile: 72, sentence: 'About 28 have more pain by now.' },
    points: [0, 7, 14].map(point),
    readings: [
      { entry: 'e1', days: -2, nrs: 6 },
      { entry: 'e2', days: 8.5, nrs: 5 },
      { entry: 'e3', days: 14, nrs: 3 },
    ],
    sessions: [{ session: 's1', number: 1, days: 0 }],
  };

  it('is a picture with its sentence, the place among others as a picture and in words, and a table', async () => {
    serve({ 'GET /api/v1/courses/c1/curve': { body: curve } });
    const { container } = render(<CourseCurve course={COURSE} />);
    expect(await screen.findByRole('img', { name: curve.sentence })).toBeTruthy();
    const place = screen.getByRole('img', { name: /Percentile 72/ });
    expect(place.querySelector('.chart-you')?.getAttribute('x1')).toBe(String(4 + 72 * 2.92));
    expect(container.querySelectorAll('circle[data-nrs]').length).toBe(3);
    const rows = [...container.querySelectorAll('tbody tr')].map((row) => row.textContent);
    expect(rows).toEqual(['01 – 62 – 436 (1 score)', '11 – 62 – 43none', '21 – 62 – 433 to 5 (2 scores)']);
  });
  it('says only the sentence when nothing is known before the first session', async () => {
    const bare = { ...curve, percentile: null, points: [], sentence: 'The usual pain is not known.' };
    serve({ 'GET /api/v1/courses/c1/curve': { body: bare } });
    const { container } = render(<CourseCurve course={COURSE} />);
    expect(await screen.findByText(bare.sentence)).toBeTruthy();
    expect(container.querySelector('svg')).toBeNull();
  });
  it.each([
    [7, 'none'],
    [14, '3 to 5 (2 scores)'],
    [0, '6 (1 score)'],
  ])('the scores of the week that ends on day %i', (day, said) => {
    expect(scoresOf(curve.readings, day)).toBe(said);
  });
});

describe('an adverse event', () => {
  const words = [
    { kind: 'what', code: 'faint-dizzy', text: 'Fainting' },
    { kind: 'severity', code: 'mild', text: 'Mild' },
    { kind: 'severity', code: 'severe', text: 'Severe' },
    { kind: 'cause', code: 'unknown', text: 'Not known' },
    { kind: 'outcome', code: 'recovered', text: 'Recovered' },
  ];
  const event: AdverseEvent = {
    ...{ id: 'a1', session: 's0', happened_at: '2026-03-01T10:30:20Z', what: 'faint-dizzy', severity: 'severe' },
    ...{ cause: 'unknown', outcome: 'recovered', note: 'Lay down.', recorded_at: '2026-03-01T11:00:00Z' },
    ...{ by: 'Anna', reason: null, is_mistake: false, former: [] },
  };
  const open = (...results: AdverseEvent[]) => {
    const asked = serve({
      'GET /api/v1/patients/p1/adverse-events': { body: { results, next: null, words } },
      'POST /api/v1/adverse-events/a1/correction': { status: 201, body: event },
    });
    render(<Unwanted patient="p1" sessions={[SESSION]} />);
    return asked;
  };

  it('is corrected for a reason, and keeps its moment and session where nobody changed them', async () => {
    const asked = open(event);
    const form = within((await screen.findByText('Correct this')).closest('details') as HTMLElement);
    fireEvent.change(form.getByLabelText('How bad?'), { target: { value: 'mild' } });
    fireEvent.click(form.getByRole('button', { name: 'Save the correction', hidden: true }));
    expect(await form.findByText('Fill this in.')).toBeTruthy();
    fireEvent.input(form.getByLabelText('Why do you correct it?'), { target: { value: 'She never fell.' } });
    fireEvent.click(form.getByRole('button', { name: 'Save the correction', hidden: true }));
    await vi.waitFor(() => expect(asked.some(({ method }) => method === 'POST')).toBe(true));
    const { body } = asked.find(({ method }) => method === 'POST') ?? {};
    expect(body).toEqual({
      ...{ session: 's0', happened_at: event.happened_at, what: 'faint-dizzy', severity: 'mild', cause: 'unknown' },
      ...{ outcome: 'recovered', note: 'Lay down.', reason: 'She never fell.', is_mistake: false },
    });
  });
  it('shows who corrected it and why, what stood there before, and a mistake as one', async () => {
    const { former: _, ...before } = event;
    open({ ...event, severity: 'mild', by: 'Ben', reason: 'It was Nora.', is_mistake: true, former: [before] });
    expect(await screen.findByText(/Corrected by Ben, .*: It was Nora\./)).toBeTruthy();
    expect(screen.getByText('Written down by mistake: it did not happen to this patient.')).toBeTruthy();
    const earlier = screen.getByText('1 earlier version').closest('details');
    expect(earlier?.textContent).toMatch(/Severe.*written down by Anna/);
  });
});

describe('a session from a template', () => {
  const template = {
    ...{ id: 't1', name: 'Low back, short', modality: 'dry-needling', regions: [], needles: 4 },
    ...{ retention_minutes: 10, position: 'side', points: ['BL23'] },
  };
  const open = async (sessions: Session[]) => {
    serve({
      'GET /api/v1/patients/p1': { body: { id: 'p1', name: 'Maya Lindqvist', flags: [] } },
      'GET /api/v1/courses': { body: { results: [COURSE], next: null } },
      'GET /api/v1/sessions': { body: { results: sessions, next: null } },
      'GET /api/v1/courses/c1/warnings': { body: { warnings: [] } },
      'GET /api/v1/session-templates': { body: { results: [template], next: null } },
    });
    render(<SessionScreen patientId="p1" />);
    await screen.findByRole('option', { name: 'Low back, short' });
    return screen.getByLabelText('Fill in from') as HTMLSelectElement;
  };
  const value = (label: string) => (screen.getByLabelText(label) as HTMLInputElement).value;

  it('begins with the last one, takes what a template says, and leaves what was written', async () => {
    const from = await open([SESSION]);
    expect([from.value, value('Needles')]).toEqual(['last', '8']);
    fireEvent.input(screen.getByLabelText('Note (optional)'), { target: { value: 'On her side.' } });
    fireEvent.change(from, { target: { value: 't1' } });
    expect(['Modality', 'Needles', 'Points (optional)', 'Minutes the needles stayed', 'Position'].map(value)).toEqual([
      ...['dry-needling', '4', 'BL23', '10', 'side'],
    ]);
    expect(screen.getByRole('button', { name: 'Low back' }).getAttribute('aria-pressed')).toBe('true');
    expect(value('Note (optional)')).toBe('On her side.');
    fireEvent.change(from, { target: { value: 'last' } });
    expect(screen.getByRole('button', { name: 'Neck' }).getAttribute('aria-pressed')).toBe('true');
    fireEvent.change(from, { target: { value: '' } });
    expect([value('Needles'), value('Modality')]).toEqual(['', 'acupuncture']);
  });
  it('offers templates for the first session too', async () => {
    expect((await open([])).value).toBe('');
  });
  it('sends no needles that hands do not have', () => {
    const draft: SessionDraft = { ...draftFor(COURSE, SESSION), modality: 'massage', anything_changed: 'no' };
    expect(checkSession(draft, [], new Date())).toEqual({});
    const sent = sessionOf(draft, new Date());
    expect([sent.needles, sent.retention_minutes, sent.points, sent.position]).toEqual([
      ...[undefined, undefined, undefined, 'prone'],
    ]);
  });
});

describe('the office', () => {
  it('keeps a template of a session', async () => {
    const asked = serve({ 'GET /api/v1/session-templates': { body: { results: [], next: null } } });
    render(<OfficeScreen page="sessions" />);
    fireEvent.click(await screen.findByRole('button', { name: 'Keep the template' }));
    expect((await screen.findAllByText('Type a name.')).length).toBeGreaterThan(0);
    fireEvent.input(screen.getByLabelText('Name of the template'), { target: { value: ' Short ' } });
    fireEvent.input(screen.getByLabelText('Needles'), { target: { value: '6' } });
    fireEvent.input(screen.getByLabelText('Points (optional)'), { target: { value: 'BL23, LI4' } });
    fireEvent.click(screen.getByRole('button', { name: 'Keep the template' }));
    await vi.waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
    expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({
      ...{ name: 'Short', modality: 'acupuncture', regions: [], needles: 6, points: ['BL23', 'LI4'] },
    });
  });

  const off = {
    ...{ connected: false, since: null, by: null, looked_at: null, not_before: null, trouble: null },
    ...{ kept: [], left_out: [] },
  };
  const standing = {
    ...{ ...off, connected: true, by: 'Mia', since: '2026-03-01T10:00:00Z', looked_at: '2026-03-02T10:00:00Z' },
    ...{ kept: [{ what: 'new', count: 3 }], left_out: [{ what: 'more than one patient is meant', count: 2 }] },
  };
  const connections = (state: object) =>
    serve({
      'GET /api/v1/webhooks': { body: { results: [], next: null } },
      'GET /api/v1/clinic/tokens': { body: { results: [], next: null, scopes: {} } },
      'GET /api/v1/clinic/cliniko': { body: state },
      'PUT /api/v1/clinic/cliniko': { body: standing },
      'DELETE /api/v1/clinic/cliniko': { status: 200, body: null },
    });

  it('takes the key for Cliniko, shows it no more, and says what the last look found', async () => {
    const asked = connections(off);
    render(<OfficeScreen page="connections" />);
    expect(await screen.findByText('Not connected.')).toBeTruthy();
    fireEvent.input(screen.getByLabelText('API key'), { target: { value: ' secret-key-uk1 ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Connect' }));
    expect(await screen.findByText(/3 new/)).toBeTruthy();
    expect(screen.getByText('2: more than one patient is meant')).toBeTruthy();
    expect(asked.find(({ method }) => method === 'PUT')?.body).toEqual({ key: 'secret-key-uk1' });
    expect((screen.getByLabelText('API key') as HTMLInputElement).value).toBe('');
  });
  it('switches Cliniko off', async () => {
    const asked = connections({ ...standing, trouble: 'the key is not accepted' });
    render(<OfficeScreen page="connections" />);
    expect(await screen.findByText('Cliniko: the key is not accepted.')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Switch it off and forget the key' }));
    await vi.waitFor(() => expect(asked.some(({ method }) => method === 'DELETE')).toBe(true));
  });
});
