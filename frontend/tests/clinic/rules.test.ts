import { describe, expect, it } from 'vitest';
import { commandOf } from '../../src/clinic/keys';
import { checkOutcome } from '../../src/clinic/outcomes';
import { trustOf } from '../../src/clinic/pulse';
import { placeAfterSignIn, routeOf } from '../../src/clinic/routes';
import { checkSession, draftFor, sessionOf } from '../../src/clinic/session-draft';
import type { Course, Session, Timeline } from '../../src/clinic/shapes';
import { daysOf } from '../../src/clinic/timeline';
import { inOrder, matches, newSince, ownerOf } from '../../src/clinic/worklist';
import { ALERT_ID, alertOf } from './cast';

const NOON = new Date('2026-03-02T12:00:00Z');

describe('what can be trusted', () => {
  const now = 1_000_000;
  const fresh = { reachable: true, sweepAge: 5, heardAt: now - 1000 };
  it.each([
    ['a fresh answer and a fresh sweep', fresh, 'trusted'],
    ['before the first answer', { ...fresh, heardAt: null }, 'waiting'],
    ['a cut network', { ...fresh, reachable: false }, 'offline'],
    ['a cut network from the start', { reachable: false, sweepAge: null, heardAt: null }, 'offline'],
    ['a sweep of exactly a minute ago', { ...fresh, sweepAge: 60 }, 'trusted'],
    ['a sweep over a minute ago', { ...fresh, sweepAge: 60.1 }, 'sweep-late'],
    ['no sweep ever', { ...fresh, sweepAge: null }, 'sweep-late'],
    ['an answer of two minutes ago', { ...fresh, heardAt: now - 120_000 }, 'old'],
  ])('%s', (_, pulse, trust) => {
    expect(trustOf(pulse, now)).toBe(trust);
  });
});

describe('an outcome', () => {
  const none = { note: '', follow_up_at: '' };
  it('has to be chosen', () => {
    expect(checkOutcome({ outcome: null, ...none }, NOON)).toHaveProperty('outcome');
  });
  it.each(['expected_no_action', 'logged_in_error'] as const)('%s needs a note', (outcome) => {
    expect(checkOutcome({ outcome, ...none, note: '  ' }, NOON)).toHaveProperty('note');
    expect(checkOutcome({ outcome, ...none, note: 'Called.' }, NOON)).toEqual({});
  });
  it('could_not_reach needs a time that is still to come', () => {
    const outcome = 'could_not_reach';
    expect(checkOutcome({ outcome, ...none }, NOON)).toHaveProperty('follow_up_at');
    expect(checkOutcome({ outcome, ...none, follow_up_at: '2026-03-01T09:00' }, NOON)).toHaveProperty('follow_up_at');
    expect(checkOutcome({ outcome, ...none, follow_up_at: '2026-03-03T09:00' }, NOON)).toEqual({});
  });
  it('advised needs neither', () => {
    expect(checkOutcome({ outcome: 'advised', ...none }, NOON)).toEqual({});
  });
});

describe('the worklist', () => {
  const ours = alertOf({ state: 'acknowledged', acknowledged: { by: 'Anna Berg', at: '2026-03-02T12:05:00Z' } });
  it('belongs to whoever acknowledged', () => {
    expect(ownerOf(ours)).toBe('Anna Berg');
    expect(matches(ours, 'mine', 'Anna Berg')).toBe(true);
    expect(matches(ours, 'unassigned', 'Anna Berg')).toBe(false);
  });
  it('belongs to nobody again when it came back', () => {
    const back = { ...ours, state: 'open' as const };
    expect(ownerOf(back)).toBeNull();
    expect(matches(back, 'unassigned', 'Anna Berg')).toBe(true);
  });
  it('puts the worst first, then the oldest', () => {
    const later = alertOf({ id: 'b', raised_at: '2026-03-02T13:00:00+00:00' });
    const emergency = alertOf({ id: 'c', level: 'emergency', raised_at: '2026-03-02T14:00:00+00:00' });
    expect(inOrder([later, alertOf(), emergency]).map(({ id }) => id)).toEqual(['c', ALERT_ID, 'b']);
  });
  it('counts what has come since, and nothing on the first look', () => {
    expect(newSince(null, [alertOf()])).toBe(0);
    expect(newSince([], [alertOf()])).toBe(1);
    expect(newSince([alertOf()], [alertOf()])).toBe(0);
  });
});

describe('keys', () => {
  const press = (key: string, target: Element, more: KeyboardEventInit = {}) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, ...more });
    document.body.append(target);
    target.dispatchEvent(event);
    return commandOf(event);
  };
  it('mean something on the page', () => {
    expect(press('j', document.createElement('div'))).toBe('next');
    expect(press('A', document.createElement('div'))).toBe('acknowledge');
  });
  it('are letters in a field, and belong to the browser with a modifier', () => {
    expect(press('a', document.createElement('textarea'))).toBeNull();
    expect(press('a', document.createElement('div'), { ctrlKey: true })).toBeNull();
    expect(press('x', document.createElement('div'))).toBeNull();
  });
});

describe('addresses', () => {
  it.each([
    ['/clinic/', { screen: 'worklist' }],
    ['/clinic', { screen: 'worklist' }],
    [`/clinic/alerts/${ALERT_ID}`, { screen: 'alert', id: ALERT_ID }],
    ['/clinic/patients/new', { screen: 'new-patient' }],
    [`/clinic/patients/${ALERT_ID}/session`, { screen: 'session', id: ALERT_ID }],
    [`/clinic/alerts/${ALERT_ID.toUpperCase()}`, { screen: 'alert', id: ALERT_ID }],
    ['/clinic/alerts/7', { screen: 'not-found' }],
    ['/clinic/alerts/', { screen: 'not-found' }],
  ])('%s', (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });
  it.each([
    [null, '/clinic/'],
    [`/clinic/alerts/${ALERT_ID}#resolve`, `/clinic/alerts/${ALERT_ID}#resolve`],
    ['https://elsewhere.example/clinic/', '/clinic/'],
    ['//elsewhere.example', '/clinic/'],
    ['/clinic/sign-in#from=x', '/clinic/'],
    ['/app/', '/clinic/'],
  ])('after signing in from %s', (from, to) => {
    expect(placeAfterSignIn(from)).toBe(to);
  });
});

describe('a session to record', () => {
  const course = { id: 'c1', region: 'low-back', regions: [], modality: 'acupuncture' } as unknown as Course;
  const last = {
    modality: 'dry-needling',
    regions: ['neck', 'shoulder'],
    needles: 6,
    retention_minutes: null,
    position: 'prone',
    nrs_before: 7,
    note: 'Said it was better.',
  } as unknown as Session;

  it('copies what was done, and neither score nor note', () => {
    const draft = draftFor(course, last);
    expect(draft).toMatchObject({ modality: 'dry-needling', regions: ['neck', 'shoulder'], needles: '6', when: 'now' });
    expect(draft).toMatchObject({ nrs_before: null, note: '', retention_minutes: '' });
  });
  it('takes the course when it is the first', () => {
    expect(draftFor(course, undefined)).toMatchObject({ modality: 'acupuncture', regions: ['low-back'] });
  });
  it('asks why it was right to go on, for a contraindication only', () => {
    const draft = { ...draftFor(course, last), anything_changed: 'no' as const };
    expect(checkSession(draft, ['bleeding-risk'], NOON)).toHaveProperty('proceed_reason');
    expect(checkSession(draft, ['sensitive'], NOON)).toEqual({});
    expect(checkSession({ ...draft, proceed_reason: 'Thin needles.' }, ['bleeding-risk'], NOON)).toEqual({});
  });
  it('refuses numbers out of range and an end still to come', () => {
    const wrong = { needles: '201', retention_minutes: '2.5', regions: [], anything_changed: 'no' as const };
    const draft = { ...draftFor(course, last), ...wrong };
    const found = checkSession({ ...draft, when: 'earlier', ended_at: '2027-01-01T10:00' }, [], NOON);
    expect(Object.keys(found).sort()).toEqual(['ended_at', 'needles', 'regions', 'retention_minutes']);
  });
  it('asks whether anything has changed, and what', () => {
    const draft = draftFor(course, last);
    expect(checkSession(draft, [], NOON)).toHaveProperty('anything_changed');
    expect(checkSession({ ...draft, anything_changed: 'yes' }, [], NOON)).toHaveProperty('what_changed');
    const told = { ...draft, anything_changed: 'yes' as const, what_changed: ' Takes a blood thinner. ' };
    expect(checkSession(told, [], NOON)).toEqual({});
    expect(sessionOf(told, NOON)).toMatchObject({ anything_changed: true, what_changed: 'Takes a blood thinner.' });
  });
  it('sends points one by one, and an estimated end only of an earlier one', () => {
    const draft = { ...draftFor(course, last), points: 'BL23, li 4;  GB30 ', estimated: true };
    expect(sessionOf(draft, NOON)).toMatchObject({ points: ['BL23', 'li 4', 'GB30'] });
    expect(sessionOf(draft, NOON)).not.toHaveProperty('ended_at_estimated');
    const earlier = { ...draft, when: 'earlier' as const, ended_at: '2026-03-02T10:00' };
    expect(sessionOf(earlier, NOON)).toMatchObject({ ended_at_estimated: true });
  });
  it('sends nothing for what was left empty', () => {
    expect(sessionOf({ ...draftFor(course, undefined), anything_changed: 'no' }, NOON)).toEqual({
      anything_changed: false,
      course: 'c1',
      ended_at: '2026-03-02T12:00:00.000Z',
      modality: 'acupuncture',
      regions: ['low-back'],
    });
  });
});

describe('the timeline', () => {
  it('is newest first, by day, with the gap below the entry that ended it', () => {
    const entry = (id: string, recorded_at: string) => ({ id, recorded_at });
    const days = daysOf({
      entries: [entry('old', '2026-03-01T10:00:00Z'), entry('new', '2026-03-05T10:00:00Z')],
      sessions: [],
      visits: [],
      alerts: [alertOf({ raised_at: '2026-03-05T10:00:00Z' })],
      gaps: [{ from: '2026-03-01T10:00:00Z', to: '2026-03-05T10:00:00Z', hours: 96 }],
    } as unknown as Timeline);
    expect(days.map(({ items }) => items.map(({ kind }) => kind))).toEqual([['alert', 'entry', 'gap'], ['entry']]);
  });
});
