import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openNow, refreshWorklist, worklist } from '../../src/clinic/desk';
import { Frame } from '../../src/clinic/parts/Frame';
import { TrustBanner } from '../../src/clinic/parts/TrustBanner';
import { pulse } from '../../src/clinic/pulse';
import { WorklistScreen } from '../../src/clinic/screens/Worklist';
import type { Worklist } from '../../src/clinic/shapes';
import { me } from '../../src/clinic/staff';
import { ALERT_ID, ANNA, alertOf, worklistOf } from './cast';
import { type Asked, serve } from './server';

const WORKLIST = 'GET /api/v1/worklist';
const ACKNOWLEDGE = `POST /api/v1/alerts/${ALERT_ID}/acknowledge`;

beforeEach(() => {
  me.value = ANNA;
  worklist.value = null;
  openNow.value = null;
  pulse.value = { reachable: true, sweepAge: null, heardAt: null };
});
afterEach(cleanup);

async function open(answer: Worklist | 'unreachable', more: Parameters<typeof serve>[0] = {}): Promise<Asked[]> {
  const asked = serve({ [WORKLIST]: answer === 'unreachable' ? answer : { body: answer }, ...more });
  render(
    <>
      <TrustBanner />
      <WorklistScreen />
    </>,
  );
  await refreshWorklist();
  return asked;
}

const acknowledge = () => screen.findByRole('button', { name: 'Acknowledge the alert of Maya Lindqvist' });
const posts = (asked: Asked[]) => asked.filter(({ method }) => method === 'POST');

describe('cover', () => {
  const cover = (id: string, name: string, starts: number, ends: number | null, covers: string | null) => ({
    id,
    user: { id, name },
    covers: covers && { id: 'c', name: covers },
    starts_at: new Date(Date.now() + starts).toISOString(),
    ends_at: ends === null ? null : new Date(Date.now() + ends).toISOString(),
  });
  const HOUR = 3_600_000;

  it('of this moment is named with whom it is for and until when; what is over or to come is not', async () => {
    const results = [
      cover('1', 'Ben Osei', -HOUR, HOUR, 'Anna Berg'),
      cover('2', 'Piet', -HOUR, null, null),
      cover('3', 'Carl', -2 * HOUR, -HOUR, null),
      cover('4', 'Dora', HOUR, null, null),
    ];
    await open(worklistOf([]), { 'GET /api/v1/cover': { body: { results, next: null } } });
    expect(await screen.findByText(/^Ben Osei answers for Anna Berg until .*\d\d:\d\d$/)).toBeTruthy();
    expect(screen.getByText('Piet answers for everyone until further notice')).toBeTruthy();
    expect(screen.queryByText(/Carl|Dora/)).toBeNull();
  });
});

describe('nothing open', () => {
  it('says all clear, and since when', async () => {
    await open(worklistOf([]));
    expect(await screen.findByText(/^All clear as of \d\d:\d\d$/)).toBeTruthy();
    expect(screen.queryByRole('alert')?.textContent).toBe('');
  });

  it('is no all clear when nobody has ever swept', async () => {
    await open(worklistOf([], { clear_as_of: null, sweep_age_seconds: null }));
    expect(await screen.findByText(/nobody has looked/)).toBeTruthy();
    expect(screen.queryByText(/All clear/)).toBeNull();
  });
});

describe('an open alert', () => {
  it('shows level, patient, reason and owner in words, and counts in the title', async () => {
    await open(worklistOf([alertOf()]));
    expect(await screen.findByText('Practitioner')).toBeTruthy();
    expect(screen.getByRole('link', { name: 'Maya Lindqvist' }).getAttribute('href')).toBe(
      `/clinic/alerts/${ALERT_ID}`,
    );
    expect(screen.getByText(/expected by now 2 to 4/)).toBeTruthy();
    expect(screen.getByText(/Unassigned$/, { selector: 'p' })).toBeTruthy();
    await vi.waitFor(() => expect(document.title).toBe('(1) Worklist · Ebb'));
  });

  it('is acknowledged in one tap', async () => {
    const taken = alertOf({ state: 'acknowledged', acknowledged: { by: ANNA.name, at: '2026-03-02T14:03:00Z' } });
    const asked = await open(worklistOf([alertOf()]), { [ACKNOWLEDGE]: { body: taken } });
    fireEvent.click(await acknowledge());
    expect(await screen.findByText('You will act')).toBeTruthy();
    expect(posts(asked).map(({ headers }) => headers.get('X-Ebb'))).toEqual(['1']);
  });

  it('says who was first when the race is lost', async () => {
    const conflict = { code: 'conflict', detail: 'x', by: 'Ben Osei', at: new Date(Date.now() - 20_000).toISOString() };
    await open(worklistOf([alertOf()]), { [ACKNOWLEDGE]: { status: 409, body: conflict } });
    fireEvent.click(await acknowledge());
    expect(await screen.findByText(/^Ben Osei was first, 2\d s ago\./)).toBeTruthy();
  });

  it('is filtered by who will act', async () => {
    await open(worklistOf([alertOf()]));
    fireEvent.click(await screen.findByRole('button', { name: 'Mine 0' }));
    expect(await screen.findByText(/No alert under “Mine”/)).toBeTruthy();
    expect(screen.queryByText(/All clear/)).toBeNull();
  });
});

describe('a list that cannot be trusted', () => {
  it('is loud and takes no answer when the sweep is late', async () => {
    const asked = await open(worklistOf([alertOf()], { sweep_age_seconds: 61 }));
    expect(await screen.findByText('Alerts may be late')).toBeTruthy();
    fireEvent.click(await acknowledge());
    fireEvent.keyDown(document.body, { key: 'a' });
    expect(posts(asked)).toEqual([]);
    expect((await acknowledge()).getAttribute('aria-disabled')).toBe('true');
  });

  it('is loud and takes no answer when the network is cut', async () => {
    await open(worklistOf([alertOf()]));
    await acknowledge();
    const asked = serve({ [WORKLIST]: 'unreachable' });
    await refreshWorklist();
    expect(await screen.findByText('No connection to the server')).toBeTruthy();
    fireEvent.click(await acknowledge());
    expect(posts(asked)).toEqual([]);
  });

  it('is loud when the server answers with an error of its own', async () => {
    await open(worklistOf([alertOf()]));
    serve({ [WORKLIST]: { status: 500, body: { code: 'server_error', detail: 'Something went wrong.' } } });
    await refreshWorklist();
    expect(await screen.findByText('No connection to the server')).toBeTruthy();
  });

  it('never says all clear when nothing could be loaded', async () => {
    await open('unreachable');
    expect(await screen.findByText(/Nothing could be loaded/)).toBeTruthy();
    expect(screen.queryByText(/All clear/)).toBeNull();
  });

  it('is trusted again after the next good answer', async () => {
    await open('unreachable');
    serve({ [WORKLIST]: { body: worklistOf([]) } });
    await refreshWorklist();
    expect(await screen.findByText(/All clear/)).toBeTruthy();
    expect(screen.queryByText('No connection to the server')).toBeNull();
  });
});

describe('keys', () => {
  it('walk the rows and acknowledge the chosen one', async () => {
    const other = alertOf({ id: '01a1ffb8-7638-7a77-8cdf-000000000002', patient: { id: 'p2', name: 'Tom Okafor' } });
    const asked = await open(worklistOf([alertOf(), other]), { [ACKNOWLEDGE]: { body: alertOf() } });
    await acknowledge();
    await vi.waitFor(() => {
      fireEvent.keyDown(document.body, { key: 'j' });
      expect(document.activeElement?.textContent).toBe('Maya Lindqvist');
    });
    fireEvent.keyDown(document.body, { key: 'j' });
    expect(document.activeElement?.textContent).toBe('Tom Okafor');
    fireEvent.keyDown(document.body, { key: 'k' });
    expect(document.activeElement?.textContent).toBe('Maya Lindqvist');
    fireEvent.keyDown(document.body, { key: 'a' });
    await vi.waitFor(() => expect(posts(asked).map(({ path }) => path)).toEqual([ACKNOWLEDGE.slice('POST '.length)]));
  });
});

describe('the number in the menu', () => {
  const menu = () => screen.getByRole('link', { name: /^Worklist/ }).textContent;
  const frame = () => render(<Frame route={{ screen: 'patients' }}>{null}</Frame>);
  const health = { 'GET /healthz': { body: { sweep_age_seconds: 3 } } };

  it('is asked for on the other screens too: what was read an hour ago is no number of now', async () => {
    worklist.value = worklistOf([alertOf()]);
    serve({ ...health, 'GET /api/v1/worklist/open': { body: { open: 4 } } });
    frame();
    await waitFor(() => expect(menu()).toBe('Worklist4'));
  });
  it('is not asked for by who may see no alert', async () => {
    me.value = { ...ANNA, roles: ['auditor'] };
    const asked = serve(health);
    frame();
    await waitFor(() => expect(asked.map(({ path }) => path)).toContain('/healthz'));
    expect(asked.some(({ path }) => path.endsWith('/open'))).toBe(false);
  });
});
