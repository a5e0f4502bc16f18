import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { hoursOfLines, linesOf, periodsOf, unreadable } from '../../src/clinic/office/hours';
import { OfficeScreen } from '../../src/clinic/office/index';
import type { Clinic, Replay } from '../../src/clinic/office/shapes';
import { me } from '../../src/clinic/staff';
import { ANNA } from './cast';
import { serve } from './server';

const CLINIC: Clinic = {
  id: 'k1',
  name: 'Harbour',
  phone: '+44 1632 960001',
  time_zone: 'Europe/London',
  country: 'GB',
  emergency_number: '999',
  urgent_line: 'NHS 111',
  opening_hours: { mon: [['09:00', '12:30']] },
  preset: 'standard',
  retention_years: 8,
  consent_age: 16,
  may_change: true,
};
const MEMBERS = {
  results: [
    { id: 'u1', name: 'Anna Berg', email: 'anna@x.example', roles: ['manager', 'practitioner'], patients: 2 },
    { id: 'u2', name: 'Ben Cole', email: 'ben@x.example', roles: ['practitioner'], patients: 0 },
  ],
  invited: [],
  next: null,
};
const REPLAY: Replay = {
  id: 'r1',
  was: 'standard',
  becomes: 'quiet',
  since: '2026-01-01T00:00:00Z',
  until: '2026-04-01T00:00:00Z',
  sessions: 40,
  done: 0,
  finished_at: null,
  rules: [],
  gained: [],
  lost: [],
};
const click = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));

beforeEach(() => {
  me.value = { ...ANNA, roles: ['practitioner', 'manager'] };
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe('opening hours as they are typed', () => {
  it.each([
    [
      '09:00-12:30, 14:00–18:00',
      [
        ['09:00', '12:30'],
        ['14:00', '18:00'],
      ],
    ],
    [
      '14:00-24:00, 8:00 - 9:00',
      [
        ['08:00', '09:00'],
        ['14:00', '00:00'],
      ],
    ],
    ['', []],
    ['18:00-09:00', null],
    ['nine to five', null],
    ['25:00-26:00', null],
  ])('reads %j', (line, expected) => expect(periodsOf(line)).toEqual(expected));

  it('keeps what it shows, and names the day it cannot read', () => {
    const hours = { mon: [['09:00', '12:30'] as [string, string]], sun: [['22:00', '00:00'] as [string, string]] };
    expect(hoursOfLines(linesOf(hours))).toEqual(hours);
    expect(Object.keys(hoursOfLines(linesOf(null)))).toEqual(['mon', 'tue', 'wed', 'thu', 'fri']);
    expect(unreadable({ ...linesOf(hours), wed: 'soon' })).toEqual(['wed']);
  });
});

describe('the office', () => {
  it('lists who changed what and who broke the glass, a page at a time', async () => {
    const change = { id: 'c1', at: '2026-03-02T10:00:00Z', action: 'glass.break', detail: {}, reason: null };
    const piet = { ...change, by: 'Piet', said: 'broke the glass', patient: 'Maya Lindqvist' };
    const night = { ...change, id: 'c2', by: null, said: 'records ended', patient: null };
    const pages = [
      { results: [piet], next: 'older' },
      { results: [night], next: null },
    ];
    serve({ 'GET /api/v1/clinic/changes': () => ({ body: pages.shift() }) });
    render(<OfficeScreen page="changes" />);
    expect(await screen.findByText('Piet broke the glass · Maya Lindqvist')).toBeTruthy();
    await click('Older');
    expect(await screen.findByText('records ended')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Older' })).toBeNull();
  });

  it('shows to a practitioner what they may see, and nothing more by its address', () => {
    me.value = ANNA;
    render(<OfficeScreen page="" />);
    expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual([
      'Members',
      'Cover',
      'Hours and numbers',
      'Templates',
      'Templates of sessions',
      'Import',
      'How you sign in',
    ]);
    cleanup();
    render(<OfficeScreen page="connections" />);
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('There is no such page');
  });

  it('sends changed settings as the server keeps them', async () => {
    const asked = serve({ 'GET /api/v1/clinic': { body: CLINIC }, 'PATCH /api/v1/clinic': { body: CLINIC } });
    render(<OfficeScreen page="hours" />);
    fireEvent.input(await screen.findByLabelText('Tue'), { target: { value: 'soon' } });
    await click('Save');
    expect((await screen.findAllByText(/^Tue: write/)).length).toBeGreaterThan(0);
    fireEvent.input(screen.getByLabelText('Tue'), { target: { value: '10:00-11:00' } });
    fireEvent.input(screen.getByLabelText('Country, two letters'), { target: { value: 'de' } });
    await click('Save');
    expect(await screen.findByText('Saved.')).toBeTruthy();
    expect(asked.at(-1)?.body).toMatchObject({
      country: 'DE',
      retention_years: 8,
      opening_hours: { mon: [['09:00', '12:30']], tue: [['10:00', '11:00']] },
    });
  });

  it('lets nobody go without saying who takes over, in the words of the server', async () => {
    const orphans = {
      code: 'conflict',
      detail: '2 patients have nobody else. Say who takes over (successor).',
      errors: {},
    };
    let reply: { status?: number; body: unknown } = { status: 409, body: orphans };
    const asked = serve({
      'GET /api/v1/clinic/members': { body: MEMBERS },
      'POST /api/v1/clinic/members/u1/end': () => reply,
    });
    render(<OfficeScreen page="members" />);
    await click('Change Anna Berg');
    await click('Anna Berg leaves');
    expect(await screen.findByText(/2 patients have nobody else/)).toBeTruthy();
    reply = { body: { patients: 2, alerts: 1 } };
    fireEvent.change(screen.getByLabelText(/Who takes over/), { target: { value: 'u2' } });
    await click('Anna Berg leaves');
    expect(await screen.findByText(/Patients handed over: 2. Alerts told anew: 1/)).toBeTruthy();
    expect(asked.filter(({ method }) => method === 'POST').at(-1)?.body).toEqual({ successor: 'u2' });
  });

  it('asks to switch only when the look is done, and then for a reason', async () => {
    const rule = { rule: 'forty_eight_hours', before: 9, after: 6, gained: 0, lost: 3, lost_actioned: 2 };
    const done = { ...REPLAY, done: 40, finished_at: '2026-04-01T00:00:01Z', rules: [rule] };
    const asked = serve({
      'GET /api/v1/clinic': { body: CLINIC },
      'POST /api/v1/clinic/preset/replay': { status: 202, body: REPLAY },
      'GET /api/v1/clinic/preset/replay/r1': { body: done },
      'PATCH /api/v1/clinic': { body: { ...CLINIC, preset: 'quiet' } },
    });
    render(<OfficeScreen page="preset" />);
    fireEvent.click(await screen.findByLabelText(/^Quiet:/));
    await click('Look at the last 90 days');
    expect(await screen.findByText(/Judging again: 0 of 40 sessions/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Switch to Quiet' })).toBeNull();
    await screen.findByText(/told 6 times instead of 9: 0 more, 3 fewer\..* acted on 2/, undefined, { timeout: 3000 });
    await click('Switch to Quiet');
    expect(await screen.findByText('Say why.')).toBeTruthy();
    fireEvent.input(screen.getByLabelText('Why you change it'), { target: { value: 'Too many for nothing.' } });
    await click('Switch to Quiet');
    await waitFor(() => expect(screen.getByText('Now: Quiet')).toBeTruthy());
    expect(asked.at(-1)?.body).toEqual({ preset: 'quiet', reason: 'Too many for nothing.' });
  });

  it('shows a secret once, after it was made', async () => {
    const list = { results: [], next: null, scopes: { alerts: 'Read how many alerts wait' } };
    serve({
      'GET /api/v1/webhooks': { body: { results: [], next: null } },
      'GET /api/v1/clinic/tokens': { body: list },
      'POST /api/v1/clinic/tokens': {
        status: 201,
        body: { id: 't1', name: 'Wall', scopes: ['alerts'], token: 'ebb_x' },
      },
    });
    render(<OfficeScreen page="connections" />);
    fireEvent.input(await screen.findByLabelText('What it is for'), { target: { value: 'Wall' } });
    await click('Make the token');
    expect((await screen.findAllByText('Tick at least one.')).length).toBeGreaterThan(0);
    fireEvent.click(screen.getByLabelText('Read how many alerts wait'));
    await click('Make the token');
    expect(await screen.findByText('ebb_x')).toBeTruthy();
  });

  it('arranges cover with an end as a holiday', async () => {
    const asked = serve({
      'GET /api/v1/cover': { body: { results: [], next: null } },
      'GET /api/v1/clinic/members': { body: MEMBERS },
      'POST /api/v1/cover': { status: 201, body: {} },
    });
    render(<OfficeScreen page="cover" />);
    fireEvent.change(await screen.findByLabelText('Who answers'), { target: { value: 'u2' } });
    fireEvent.change(screen.getByLabelText('For whom'), { target: { value: 'u1' } });
    fireEvent.input(screen.getByLabelText('From'), { target: { value: '2026-04-01T08:00' } });
    fireEvent.input(screen.getByLabelText('Until'), { target: { value: '2026-03-01T08:00' } });
    await click('Arrange it');
    expect((await screen.findAllByText('It ends after it starts.')).length).toBeGreaterThan(0);
    fireEvent.input(screen.getByLabelText('Until'), { target: { value: '2026-04-08T08:00' } });
    await click('Arrange it');
    await waitFor(() => expect(asked.some(({ method }) => method === 'POST')).toBe(true));
    expect(asked.find(({ method }) => method === 'POST')?.body).toMatchObject({ user: 'u2', covers: 'u1' });
  });

  it('draws how pain settles, and says in words what it draws and what it may not tell', async () => {
    const told = { of: 12, events: 3, share: 0.25, low: 0.055, high: 0.572 };
    const hidden = { of: null, events: null, share: null, low: null, high: null };
    const step = { hours: 26, share: 0.4, low: 0.1, high: 0.7, at_risk: 12 };
    const audit = {
      from: '',
      to: '',
      patients: 9,
      sessions: 12,
      not_counted: 2,
      completion: told,
      settling: { steps: [step], median: 26, followed: 12, settled: 7 },
      flares: [
        { modality: 'acupuncture', ...told },
        { modality: 'all', ...hidden },
      ],
      adverse_events: [],
      responders: { courses: 10, missing: 4, known: told, worst: 0.3, best: 0.7 },
      precision: [{ rule: 'red_flag', fired: 2, actioned: null, precision: null, minutes_to_answer: null }],
      minutes_to_answer: [{ level: 'urgent', minutes: 12.5 }],
    };
    serve({ 'GET /api/v1/clinic/audit': { body: audit } });
    render(<OfficeScreen page="audit" />);
    expect((await screen.findAllByText(/3 of 12: 25 % \(95 % interval 6 % to 57 %\)/)).length).toBe(3);
    expect(screen.getByRole('img', { name: /Half have settled after 26 hours/ })).toBeTruthy();
    expect(screen.getByText(/Too few to tell/)).toBeTruthy();
    expect(screen.getByText(/4 of 10 courses have no recent diary.*30 %; as responding: 70 %/)).toBeTruthy();
    expect(screen.getByText(/fired 2 times/)).toBeTruthy();
    const download = screen.getByRole('link', { name: 'Download as CSV' }).getAttribute('href');
    expect(download).toMatch(/clinic\/audit\?from=.*as=csv/);
  });

  it('keeps nothing of a file before it was looked at', async () => {
    const row = { line: 2, patient: { id: 'p1', name: 'Maya' }, starts_at: '2031-05-04T08:00:00Z', becomes: 'new' };
    const found = { counts: { new: 1 }, results: [row], problems: [{ line: 3, reason: 'there is no starts_at' }] };
    let applied = false;
    const asked = serve({
      'POST /api/v1/imports/appointments': () => ({ body: { ...found, applied } }),
    });
    render(<OfficeScreen page="import" />);
    await click('Look at it first');
    expect((await screen.findAllByText('Choose a file.')).length).toBeGreaterThan(0);
    const file = new File(['starts_at,email\n'], 'rows.csv', { type: 'text/csv' });
    fireEvent.change(screen.getByLabelText('CSV or iCal file'), { target: { files: [file] } });
    await click('Look at it first');
    expect(await screen.findByText('Line 3: there is no starts_at.')).toBeTruthy();
    expect(asked.at(-1)?.body).toEqual({ format: 'csv', text: 'starts_at,email\n', apply: false });
    applied = true;
    await click('Keep these 1');
    expect(await screen.findByRole('heading', { name: 'Kept' })).toBeTruthy();
    expect(asked.at(-1)?.body).toMatchObject({ apply: true });
  });

  it('says what a text may not hold, in the words of the server, and changes a plan as its next version', async () => {
    const plan = {
      id: 'p1',
      version: 2,
      name: 'Low back',
      modality: 'acupuncture',
      sessions: 8,
      spacing_days: 7,
      points: ['BL23'],
    };
    const text = { id: 'call-us', name: 'Please call us', text: 'Hello {first_name}', built_in: true };
    const asked = serve({
      'GET /api/v1/message-templates': { body: { results: [text], next: null } },
      'GET /api/v1/course-plans': { body: { results: [plan], next: null } },
      'PUT /api/v1/course-plans/p1': { body: { ...plan, version: 3 } },
    });
    render(<OfficeScreen page="templates" />);
    await screen.findByText('Please call us');
    expect(screen.queryByRole('button', { name: /Take away/ })).toBeNull();
    expect(screen.getByText(/Say nothing about health/)).toBeTruthy();
    await click('Change Low back');
    fireEvent.input(screen.getByLabelText('Sessions'), { target: { value: '10' } });
    await click('Keep the plan');
    await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
    expect(asked.find(({ method }) => method === 'PUT')?.body).toMatchObject({ sessions: 10, points: ['BL23'] });
  });
});
