import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { inputOf } from '../../src/clinic/format';
import { go } from '../../src/clinic/navigation';
import { Contact, CorrectSession, changesOf } from '../../src/clinic/parts/Corrections';
import { pulse } from '../../src/clinic/pulse';
import { hrefs } from '../../src/clinic/routes';
import { AlertScreen } from '../../src/clinic/screens/Alert';
import { PatientScreen } from '../../src/clinic/screens/Patient';
import type { Patient, Session } from '../../src/clinic/shapes';
import { me } from '../../src/clinic/staff';
import { ALERT_ID, ANNA, alertOf } from './cast';
import { type Asked, serve } from './server';

const GRETA = {
  ...{ id: 'p1', name: 'Greta Holn', birth_date: '1971-05-03', sex: 'female', phone: null, email: 'g@demo.example' },
  ...{ agreement: { proxy: null, notes: [] }, flags: [] },
} as unknown as Patient;
const SESSION = {
  ...{ id: 's1', number: 2, started_at: '2026-03-01T09:20:00Z', ended_at: '2026-03-01T10:00:07Z', note: null },
  ...{ modality: 'acupuncture', regions: ['neck'], needles: 8, retention_minutes: null, nrs_before: null },
} as unknown as Session;
const AS_IT_IS = {
  ...{
    ended_at: inputOf(new Date(SESSION.ended_at)),
    modality: 'acupuncture',
    regions: 'neck',
    needles: '8',
    note: '',
  },
};

beforeEach(() => {
  me.value = ANNA;
  pulse.value = { reachable: true, sweepAge: 3, heardAt: Date.now() };
});
afterEach(() => {
  cleanup();
  go('/clinic/');
});

const sent = (asked: Asked[]) => asked.filter(({ method }) => method === 'PATCH').map(({ body }) => body);
const type = (label: string, value: string) => fireEvent.input(screen.getByLabelText(label), { target: { value } });
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save the correction', hidden: true }));

describe('who a patient is', () => {
  it('is put right: only what was changed is sent, and what is left empty is known no more', async () => {
    const asked = serve({ 'PATCH /api/v1/patients/p1': { body: {} } });
    const changed = vi.fn();
    render(<Contact patient={GRETA} changed={changed} />);
    expect(screen.getByText('No phone number is recorded.')).toBeTruthy();
    type('Name', 'Greta Holm ');
    type('Phone (optional)', '07700 900123');
    type('E-mail (optional)', '');
    save();
    await waitFor(() => expect(changed).toHaveBeenCalled());
    expect(sent(asked)).toEqual([{ name: 'Greta Holm', phone: '07700 900123', email: null }]);
    expect(screen.getByText('Saved.')).toBeTruthy();
  });
  it('is never without a name or a birth date', () => {
    const asked = serve({});
    render(<Contact patient={GRETA} changed={() => undefined} />);
    type('Name', ' ');
    save();
    expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true');
    expect(sent(asked)).toEqual([]);
  });
  it('stands open at the number for whoever comes from an alert that nobody can ring about', () => {
    go(hrefs.details('p1'));
    render(<Contact patient={GRETA} changed={() => undefined} />);
    expect(document.querySelector('details')?.open).toBe(true);
    expect(document.activeElement).toBe(screen.getByLabelText('Phone (optional)'));
  });
});

describe('a slip in a session', () => {
  it('keeps its seconds and all else where nothing was changed', () => {
    expect(changesOf(SESSION, AS_IT_IS)).toEqual({});
  });
  it('moves the whole session, which keeps its length', () => {
    const earlier = inputOf(new Date('2026-02-28T10:00:00Z'));
    const { ended_at, started_at } = changesOf(SESSION, { ...AS_IT_IS, ended_at: earlier }) as Record<string, string>;
    expect(new Date(ended_at ?? '')).toEqual(new Date('2026-02-28T10:00:00Z'));
    expect(new Date(started_at ?? '')).toEqual(new Date('2026-02-28T09:19:53Z'));
  });
  it.each([
    [' ', null],
    ['12', 12],
    ['many', 'many'],
  ])('needles as %j are %j to the server, which says what is wrong with them', (needles, number) => {
    expect(changesOf(SESSION, { ...AS_IT_IS, needles })).toEqual({ needles: number });
  });
  it('is sent, and the page shows what follows from it', async () => {
    const asked = serve({ 'PATCH /api/v1/sessions/s1': { body: SESSION } });
    const changed = vi.fn();
    render(<CorrectSession session={SESSION} changed={changed} />);
    type('Needles', '10');
    fireEvent.click(within(screen.getByRole('group', { name: 'Where', hidden: true })).getByText('Shoulder'));
    save();
    await waitFor(() => expect(changed).toHaveBeenCalled());
    expect(sent(asked)).toEqual([{ needles: 10, regions: ['neck', 'shoulder'] }]);
  });
});

const EMPTY = {
  ...{ courses: [], entries: [], alerts: [], consents: [], adverse_events: [], contacts: [], visits: [], gaps: [] },
  ...{ easing: null, last_visit: null, next_visit: null, function: { said: [] }, sessions: [] },
};
const PAGE = { ...GRETA, erasure: null, opened: [], read_only_until: null };
const TAKEN_BACK = {
  ...{ id: 's1', ended_at: SESSION.ended_at, modality: 'acupuncture' },
  ...{ by: 'Anna Berg', at: '2026-03-01T11:00:00Z', because: 'It was Walter.' },
};

describe('a session that was entered in error', () => {
  const shown = { ...SESSION, recovery: 'watching', ended_at: SESSION.ended_at };
  const page = () => {
    let isGone = false;
    return serve({
      'GET /api/v1/patients/p1': { body: PAGE },
      'GET /api/v1/patients/p1/timeline': () => ({
        body: isGone ? { ...EMPTY, taken_back: [TAKEN_BACK] } : { ...EMPTY, sessions: [shown] },
      }),
      'GET /api/v1/sessions/s1/curve': { body: { points: [], readings: [], sentence: 'Watched.' } },
      'POST /api/v1/sessions/s1/take-back': () => {
        isGone = true;
        return { body: TAKEN_BACK };
      },
    });
  };
  const form = async () => {
    render(<PatientScreen id="p1" />);
    await screen.findByText('Watched.');
    return within(document.querySelector<HTMLElement>('#wrong-s1') ?? document.body);
  };
  const button = { name: 'Take the session back', hidden: true };

  it('is taken back for a reason; what follows is said before, and who did it stands there after', async () => {
    const asked = page();
    const { getByLabelText, getByRole, getByText } = await form();
    expect(getByText(/its 48 hours end, alerts that it alone gave rise to are withdrawn/)).toBeTruthy();
    fireEvent.input(getByLabelText('Why?'), { target: { value: 'It was Walter.' } });
    getByRole('button', button).focus();
    fireEvent.click(getByRole('button', button));
    const line = await screen.findByText(/^Entered in error: .*Acupuncture\. Taken back by Anna Berg, .*Walter\.$/);
    await waitFor(() => expect(document.activeElement).toBe(line.parentElement));
    expect(document.querySelector('#wrong-s1')).toBeNull();
    expect(asked.filter(({ method }) => method === 'POST').map(({ body }) => body)).toEqual([
      { because: 'It was Walter.' },
    ]);
  });
  it('stays where no reason is given', async () => {
    const asked = page();
    const { getByLabelText, getByRole } = await form();
    fireEvent.click(getByRole('button', button));
    expect(getByLabelText('Why?').getAttribute('aria-invalid')).toBe('true');
    expect(asked.filter(({ method }) => method === 'POST')).toEqual([]);
  });
  it('is named on the alert that outlived it, which has no curve any more', async () => {
    const alert = alertOf({ session: 's1' });
    const asked = serve({
      [`GET /api/v1/alerts/${ALERT_ID}`]: { body: alert },
      'GET /api/v1/sessions/s1': { body: { ...SESSION, taken_back: TAKEN_BACK } },
    });
    render(<AlertScreen id={ALERT_ID} />);
    await screen.findByText(/^Entered in error: /);
    expect(asked.some(({ path }) => path.endsWith('/curve'))).toBe(false);
  });
});

describe('the page of a patient whose session was put right', () => {
  const timeline = (ended_at: string, recovery: string) => ({
    ...EMPTY,
    sessions: [{ ...SESSION, ended_at, recovery }],
  });

  it('draws its curve anew', async () => {
    let isMoved = false;
    const moved = '2026-03-02T10:00:00Z';
    serve({
      'GET /api/v1/patients/p1': { body: PAGE },
      'GET /api/v1/patients/p1/timeline': () => ({
        body: isMoved ? timeline(moved, 'watching') : timeline(SESSION.ended_at, 'lasting'),
      }),
      'GET /api/v1/sessions/s1/curve': () => ({
        body: { points: [], readings: [], sentence: isMoved ? 'Recovery is being watched.' : 'The pain is lasting.' },
      }),
      'PATCH /api/v1/sessions/s1': () => {
        isMoved = true;
        return { body: SESSION };
      },
    });
    render(<PatientScreen id="p1" />);
    await screen.findByText('The pain is lasting.');
    const form = document.querySelector<HTMLElement>('#correct-s1') ?? document.body;
    fireEvent.input(within(form).getByLabelText('When did it end?'), { target: { value: inputOf(new Date(moved)) } });
    fireEvent.click(within(form).getByRole('button', { name: 'Save the correction', hidden: true }));
    expect(await screen.findByText('Recovery is being watched.')).toBeTruthy();
  });
});

describe('the alert of a session', () => {
  const address = `/api/v1/alerts/${ALERT_ID}`;
  const alert = alertOf({ session: 's1', silenced_by: 'A score of 3 or less.' });
  const patient = `/api/v1/patients/${alert.patient.id}`;

  it('asks for the session once', async () => {
    const asked = serve({ [`GET ${address}`]: { body: alert }, 'GET /api/v1/sessions/s1': { body: SESSION } });
    render(<AlertScreen id={ALERT_ID} />);
    await screen.findByText('Session 2');
    expect(asked.filter(({ path }) => path === '/api/v1/sessions/s1')).toHaveLength(1);
  });
  it('still says what would have silenced it once it is acknowledged, though the answer leaves it out', async () => {
    const acknowledged = { by: ANNA.name, at: '2026-03-02T14:10:00Z' };
    const { silenced_by: _, ...answer } = alertOf({ session: 's1', state: 'acknowledged', acknowledged });
    serve({ [`GET ${address}`]: { body: alert }, [`POST ${address}/acknowledge`]: { body: answer } });
    render(<AlertScreen id={ALERT_ID} />);
    fireEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    await screen.findByText(/Acknowledged by Anna Berg/);
    expect(screen.getByText(/A score of 3 or less/)).toBeTruthy();
  });
  it('leads to where a number is written down when there is none to ring', async () => {
    serve({ [`GET ${address}`]: { body: alert }, [`GET ${patient}`]: { body: GRETA } });
    render(<AlertScreen id={ALERT_ID} />);
    const link = await screen.findByRole('link', { name: 'Add one' });
    expect(link.getAttribute('href')).toBe(hrefs.details('p1'));
  });
});
