import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refreshWorklist, takeIn, worklist } from '../../src/clinic/desk';
import { forgetAll, keep, kept } from '../../src/clinic/kept-drafts';
import { countPlaces } from '../../src/clinic/parts/BodyCount';
import { consequencesOf } from '../../src/clinic/parts/IntakeFields';
import { lanesOf } from '../../src/clinic/parts/Lanes';
import { Templates } from '../../src/clinic/parts/Templates';
import { pulse } from '../../src/clinic/pulse';
import { AlertScreen } from '../../src/clinic/screens/Alert';
import { InvitationScreen } from '../../src/clinic/screens/Invitation';
import { PatientsScreen } from '../../src/clinic/screens/Patients';
import { SessionScreen } from '../../src/clinic/screens/Session';
import { UnreachedScreen } from '../../src/clinic/screens/Unreached';
import { WorklistScreen } from '../../src/clinic/screens/Worklist';
import type { Entry, Patient, Timeline } from '../../src/clinic/shapes';
import { me } from '../../src/clinic/staff';
import { ALERT_ID, ANNA, alertOf, worklistOf } from './cast';
import { serve } from './server';

const NOW = new Date('2026-03-30T12:00:00Z').getTime();

beforeEach(() => {
  me.value = ANNA;
  worklist.value = null;
  pulse.value = { reachable: true, sweepAge: 3, heardAt: Date.now() };
});
afterEach(() => {
  cleanup();
  sessionStorage.clear();
});

describe('asking for the worklist again', () => {
  function answering(...answers: Response[]): Headers[] {
    const sent: Headers[] = [];
    vi.stubGlobal('fetch', async (_: string, options: RequestInit) => {
      sent.push(new Headers(options.headers));
      return answers.shift();
    });
    return sent;
  }
  const full = (body: unknown) =>
    new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json', ETag: '"1"' } });
  const same = (age: string) =>
    new Response(null, {
      status: 304,
      headers: { ETag: '"1"', Date: 'Mon, 02 Mar 2026 15:00:10 GMT', 'Ebb-Sweep-Age-Seconds': age },
    });

  it('names what it has, and takes only the freshness from "not modified"', async () => {
    const sent = answering(full(worklistOf([])), same('10'));
    await refreshWorklist();
    await refreshWorklist();
    expect(sent.map((headers) => headers.get('If-None-Match'))).toEqual([null, '"1"']);
    expect(worklist.value).toMatchObject({
      results: [],
      clear_as_of: '2026-03-02T15:00:00.000Z',
      sweep_age_seconds: 10,
    });
  });
  it('says no all clear when nobody has swept since', async () => {
    answering(full(worklistOf([])), same('never'));
    await refreshWorklist();
    await refreshWorklist();
    expect(worklist.value).toMatchObject({ clear_as_of: null, sweep_age_seconds: null });
    expect(pulse.value.sweepAge).toBeNull();
  });
  it('comes back to what the server says when our own answer changed a row', async () => {
    answering(full(worklistOf([alertOf()])), same('1'));
    await refreshWorklist();
    takeIn(alertOf({ state: 'resolved' }));
    expect(worklist.value?.results).toEqual([]);
    await refreshWorklist();
    expect(worklist.value?.results.map(({ id }) => id)).toEqual([ALERT_ID]);
  });
});

describe('the keys', () => {
  it('are shown by ?', async () => {
    serve({ 'GET /api/v1/worklist': { body: worklistOf([alertOf()]) } });
    HTMLDialogElement.prototype.showModal ??= function show(this: HTMLDialogElement) {
      this.open = true;
    };
    render(<WorklistScreen />);
    await refreshWorklist();
    await screen.findByText('Maya Lindqvist');
    await vi.waitFor(() => {
      fireEvent.keyDown(document.body, { key: '?' });
      expect(screen.getByText('a acknowledges')).toBeTruthy();
    });
  });
});

describe('an alert', () => {
  const open = (changes = {}, more = {}) => {
    const asked = serve({ [`GET /api/v1/alerts/${ALERT_ID}`]: { body: alertOf(changes) }, ...more });
    render(<AlertScreen id={ALERT_ID} />);
    return asked;
  };

  it('says what would have silenced it', async () => {
    open({ silenced_by: '3.5 out of 10 or less at that moment.' });
    expect(await screen.findByText(/What would have silenced it: 3.5 out of 10/)).toBeTruthy();
  });
  it('says who answers for a patient who is not old enough', async () => {
    const { patient } = alertOf();
    const agreement = {
      is_child: true,
      child_because: 'So.',
      proxy: { name: 'Rosa Ruiz', relation: 'mother' },
      notes: [],
    };
    const body = { ...patient, birth_date: '2018-05-01', email: null, phone: null, flags: [], agreement };
    open({}, { [`GET /api/v1/patients/${patient.id}`]: { body } });
    expect(await screen.findByText('Rosa Ruiz (mother), who answers for them')).toBeTruthy();
  });
  it('is put off with an end and a reason', async () => {
    const asked = open({}, { [`POST /api/v1/alerts/${ALERT_ID}/snooze`]: { body: alertOf({ state: 'snoozed' }) } });
    fireEvent.click(await screen.findByRole('button', { name: 'Put it off until then' }));
    expect(await screen.findByText('Fill this in.')).toBeTruthy();
    fireEvent.input(screen.getByLabelText('Why can it wait?'), { target: { value: 'She rings at two.' } });
    fireEvent.click(screen.getByRole('button', { name: 'Put it off until then' }));
    await screen.findByText('Snoozed');
    const [sent] = asked.filter(({ path }) => path.endsWith('/snooze'));
    expect(sent?.body).toMatchObject({ reason: 'She rings at two.', until: expect.stringMatching(/Z$/) });
  });
  it('of an emergency cannot be put off, and a red flag is never too sensitive', async () => {
    open({ level: 'emergency', rule: 'red_flag' });
    await screen.findByRole('button', { name: 'Resolve' });
    expect(screen.queryByText('Put it off')).toBeNull();
    expect(screen.queryByText('Too sensitive for this patient')).toBeNull();
  });
  it('offers a short visit and a letter', async () => {
    open();
    fireEvent.click(await screen.findByRole('button', { name: 'Offer a short visit' }));
    expect((screen.getByLabelText('Short visit arranged') as HTMLInputElement).checked).toBe(true);
    fireEvent.click(screen.getByRole('button', { name: 'Refer' }));
    expect(screen.getByRole('link', { name: 'Write the letter' }).getAttribute('href')).toMatch(/\/letter$/);
  });
});

describe('the caseload', () => {
  it('asks the server for a name once somebody has stopped typing', async () => {
    const queries: string[] = [];
    vi.stubGlobal('fetch', async (address: string) => {
      queries.push(new URL(address, 'http://localhost').search);
      return new Response('{"results": [], "next": null}', { headers: { 'Content-Type': 'application/json' } });
    });
    render(<PatientsScreen />);
    for (const value of ['z', 'zo', 'zoë']) {
      fireEvent.input(screen.getByLabelText('Find by name or date of birth'), { target: { value } });
    }
    expect(await screen.findByText('No patient of yours is called “zoë”.')).toBeTruthy();
    expect(queries).toEqual(['', '?q=zo%C3%AB']);
  });
});

describe('who cannot be reached', () => {
  it('says why, by what they still are, and what to do', async () => {
    const reasons = [{ reason: 'gone', channel: 'push', since: '2026-03-01T12:00:00Z' }];
    const person = { id: 'p', name: 'Maya Lindqvist', role: 'patient' };
    serve({
      'GET /api/v1/unreached': { body: { results: [{ person, patient: 'p1', reasons, reached_by: ['email'] }] } },
    });
    render(<UnreachedScreen />);
    expect(await screen.findByText(/the phone took back its permission/)).toBeTruthy();
    expect(screen.getByText('Still reached by: E-mail')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Connect a phone' })).toBeTruthy();
  });
});

describe('a session', () => {
  const course = { id: 'c1', region: 'low-back', regions: [], modality: 'acupuncture', ended_at: null };
  const warnings = [{ code: 'pregnant-li4', kind: 'caution', text: 'LI4 is not needled in pregnancy.' }];
  const open = () => {
    serve({
      'GET /api/v1/patients/p1': { body: { id: 'p1', name: 'Maya Lindqvist', flags: [] } },
      'GET /api/v1/courses': { body: { results: [course], next: null } },
      'GET /api/v1/sessions': { body: { results: [], next: null } },
      'GET /api/v1/courses/c1/warnings': { body: { warnings } },
    });
    return render(<SessionScreen patientId="p1" />);
  };

  it('warns of what the server warns of, and finds again what was typed', async () => {
    const first = open();
    expect(await screen.findByText('LI4 is not needled in pregnancy.')).toBeTruthy();
    fireEvent.input(screen.getByLabelText('Note (optional)'), { target: { value: 'Lay on her side.' } });
    await vi.waitFor(() => expect(sessionStorage.length).toBe(1));
    first.unmount();
    open();
    expect(await screen.findByText('What you had typed before is here again.')).toBeTruthy();
    expect((screen.getByLabelText('Note (optional)') as HTMLTextAreaElement).value).toBe('Lay on her side.');
    fireEvent.click(screen.getByRole('button', { name: 'Start afresh' }));
    await vi.waitFor(() => expect((screen.getByLabelText('Note (optional)') as HTMLTextAreaElement).value).toBe(''));
    expect(sessionStorage.length).toBe(0);
  });
});

describe('a draft', () => {
  it('is kept for whoever is signed in, and gone when they sign out', () => {
    keep('p1', { note: 'Lay down.' });
    expect(kept('p1')).toEqual({ note: 'Lay down.' });
    me.value = { ...ANNA, id: 'u2' };
    expect(kept('p1')).toBeNull();
    forgetAll();
    me.value = ANNA;
    expect(kept('p1')).toBeNull();
    expect(sessionStorage.length).toBe(0);
  });
});

describe('what follows from intake', () => {
  const draft = {
    ...{ region: 'neck', onset_date: '', course_pattern: '', trauma: '', diagnosis: 'Strain', diagnosed_by: '' },
    ...{ imaging: '', imaging_date: '', triggers: [], neck_type: 'muscular', symptoms_at_intake: [] },
    ...{ patches_allowed: false, flags: [] },
  };
  it.each([
    [{}, []],
    [{ neck_type: 'myelopathy' }, [/Cord signs/]],
    [{ neck_type: '' }, [/without knowing the type/]],
    [{ region: 'knee', neck_type: '' }, []],
    [{ diagnosis: ' ' }, [/Without a diagnosis/]],
    [{ flags: ['cauda-equina-risk'] }, [/bladder/]],
    [{ flags: ['pacemaker'] }, [/reason to go on/]],
    [{ onset_date: '2026-03-20' }, [/less than two weeks/]],
  ])('%o', (changes, said) => {
    const follows = consequencesOf({ ...draft, ...changes }, NOW);
    expect(follows.length).toBe(said.length);
    for (const [index, pattern] of said.entries()) expect(follows[index]).toMatch(pattern);
  });
});

describe('pictures of a period', () => {
  const entry = (recorded_at: string, more: Partial<Entry> = {}) =>
    ({ recorded_at, nrs_average: null, symptoms: [], regions: [], ...more }) as unknown as Entry;

  it('count a place once an entry, and both sides for either', () => {
    const counts = countPlaces([
      entry('a', {
        regions: [
          { code: 'knee', side: 'both' },
          { code: 'low-back', side: null },
        ],
      }),
      entry('b', {
        regions: [
          { code: 'knee', side: 'left' },
          { code: 'knee', side: 'left' },
        ],
      }),
    ]);
    expect(Object.fromEntries(counts)).toEqual({ 'knee:left': 2, 'knee:right': 1, 'low-back': 1 });
  });
  it('put everything in its lane, and nothing older than the picture', () => {
    const timeline = {
      entries: [
        entry('2026-03-29T12:00:00Z', { nrs_average: 0 }),
        entry('2026-03-28T12:00:00Z', { symptoms: [{ code: 'fever' }], medicines: [{ name: 'x' }] }),
        entry('2025-03-28T12:00:00Z', { nrs_average: 9 }),
      ],
      sessions: [{ ended_at: '2026-03-27T12:00:00Z' }],
      alerts: [alertOf({ raised_at: '2026-03-28T12:00:00Z', level: 'urgent' })],
      gaps: [{ from: '2025-03-28T12:00:00Z', to: '2026-03-28T12:00:00Z', hours: 8760 }],
    } as unknown as Timeline;
    const lanes = lanesOf(timeline, NOW);
    expect(Object.fromEntries(Object.entries(lanes).map(([name, marks]) => [name, marks.length]))).toEqual({
      ...{ scores: 1, symptoms: 1, medicines: 1, sessions: 1, alerts: 1, gaps: 1 },
    });
    expect(lanes.scores?.[0]?.nrs).toBe(0);
    expect(lanes.alerts?.[0]?.kind).toBe('alert-urgent');
  });
});

describe('a message to the patient', () => {
  it('is neutral, filled in, and there also when the clinic has no texts', async () => {
    const patient = {
      id: 'p1',
      name: 'Maya Lindqvist',
      flags: [],
      birth_date: '1958-03-14',
      phone: '+44 1632 1',
      email: null,
    };
    const clinic = { id: 'c', name: 'Harbour', phone: '0123', time_zone: 'Europe/London' };
    me.value = { ...ANNA, clinic };
    const own = { id: 't', name: 'Ours', text: 'Hello {first_name}. {clinic}, {phone}' };
    serve({ 'GET /api/v1/message-templates': { body: { results: [own], next: null } } });
    const { container } = render(<Templates patient={patient as unknown as Patient} />);
    expect(screen.getByText(/Hello Maya, could you come by Harbour for a few minutes/)).toBeTruthy();
    const details = container.querySelector('details') as HTMLDetailsElement;
    details.open = true;
    fireEvent(details, new Event('toggle'));
    expect(await screen.findByText('Hello Maya. Harbour, 0123')).toBeTruthy();
    const link = screen.getByRole('link', { name: 'SMS: Ours', hidden: true });
    expect(link.getAttribute('href')).toBe('sms:+4416321?&body=Hello%20Maya.%20Harbour%2C%200123');
  });
});

describe('a phone that is lost', () => {
  it('is signed out with all others, after one question', async () => {
    const asked = serve({
      'GET /api/v1/patients/maya': { body: { id: 'maya', name: 'Maya' } },
      'DELETE /api/v1/patients/maya/devices': { body: {} },
    });
    render(<InvitationScreen patientId="maya" />);
    fireEvent.click(await screen.findByRole('button', { name: 'Sign out all phones' }));
    expect(asked.map(({ method }) => method)).toEqual(['GET']);
    fireEvent.click(await screen.findByRole('button', { name: 'Yes, sign them out' }));
    expect(await screen.findByText('All phones are signed out.')).toBeTruthy();
    expect(asked.map(({ method }) => method)).toEqual(['GET', 'DELETE']);
  });
});
