import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { pulse } from '../../src/clinic/pulse';
import { AlertScreen } from '../../src/clinic/screens/Alert';
import type { Alert } from '../../src/clinic/shapes';
import { me } from '../../src/clinic/staff';
import { ALERT_ID, ANNA, alertOf } from './cast';
import { type Asked, serve } from './server';

const ADDRESS = `/api/v1/alerts/${ALERT_ID}`;
const RESOLVE = `POST ${ADDRESS}/resolve`;

beforeEach(() => {
  me.value = ANNA;
  pulse.value = { reachable: true, sweepAge: 3, heardAt: Date.now() };
});
afterEach(cleanup);

function open(alert: Alert, more: Parameters<typeof serve>[0] = {}): Asked[] {
  const asked = serve({ [`GET ${ADDRESS}`]: { body: alert }, ...more });
  render(<AlertScreen id={ALERT_ID} />);
  return asked;
}

const resolve = async () => fireEvent.click(await screen.findByRole('button', { name: 'Resolve' }));
const sent = (asked: Asked[]) => asked.filter(({ method }) => method === 'POST').map(({ body }) => body);

describe('an alert', () => {
  it('says why, by which rule and version, and what was sent to whom', async () => {
    const delivery = { channel: 'email', to: 'Anna Berg', state: 'failed', at: null, attempts: 3 };
    open(alertOf({ deliveries: [delivery] }));
    expect(await screen.findByText(/expected by now 2 to 4/)).toBeTruthy();
    expect(screen.getByText('Rule: forty_eight_hours · rules version 2026.1')).toBeTruthy();
    expect(screen.getByText(/E-mail: failed/)).toBeTruthy();
    expect(screen.getByText('3 tries')).toBeTruthy();
  });

  it('names a missing curve and missing entries as missing', async () => {
    open(alertOf());
    expect(await screen.findByText('This alert is not about a session, so there is no curve.')).toBeTruthy();
    expect(await screen.findByText('No entry caused this alert: time did.')).toBeTruthy();
  });

  it('takes no answer on a stale screen', async () => {
    pulse.value = { reachable: true, sweepAge: 61, heardAt: Date.now() };
    const asked = open(alertOf());
    fireEvent.click(await screen.findByRole('button', { name: 'Acknowledge' }));
    await resolve();
    expect(sent(asked)).toEqual([]);
    expect(screen.getByText(/cannot be trusted/)).toBeTruthy();
  });
});

describe('resolving', () => {
  it('asks for an outcome first and sends nothing', async () => {
    const asked = open(alertOf());
    await resolve();
    expect(await screen.findByRole('link', { name: 'Choose an outcome.' })).toBeTruthy();
    expect(sent(asked)).toEqual([]);
  });

  it('asks why nothing was done', async () => {
    const asked = open(alertOf());
    fireEvent.click(await screen.findByLabelText('Expected, no action'));
    await resolve();
    expect(await screen.findByRole('link', { name: /needs a note/ })).toBeTruthy();
    expect(sent(asked)).toEqual([]);
  });

  it('asks for a time to try again, only when nobody was reached', async () => {
    open(alertOf());
    await screen.findByLabelText('Called and advised');
    expect(screen.queryByLabelText('Try again at')).toBeNull();
    fireEvent.click(screen.getByLabelText('Could not reach them'));
    expect(await screen.findByLabelText('Try again at')).toBeTruthy();
  });

  it('sends outcome and note, and shows what was recorded', async () => {
    const resolved = { by: ANNA.name, at: '2026-03-02T14:10:00Z', outcome: 'advised' as const, note: 'Called.' };
    const asked = open(alertOf(), { [RESOLVE]: { body: alertOf({ state: 'resolved', resolved }) } });
    fireEvent.click(await screen.findByLabelText('Called and advised'));
    fireEvent.input(screen.getAllByLabelText('Note')[0] as HTMLElement, { target: { value: ' Called. ' } });
    await vi.waitFor(() => expect(screen.getAllByDisplayValue(/Called/)).toHaveLength(1));
    await resolve();
    expect(await screen.findByText('Called and advised', { selector: 'strong' })).toBeTruthy();
    expect(sent(asked)).toEqual([{ outcome: 'advised', note: 'Called.', follow_up_at: null }]);
    expect(screen.queryByRole('button', { name: 'Resolve' })).toBeNull();
  });

  it('says who was first when the race is lost, though the form is gone by then', async () => {
    const by = { by: 'Ben Osei', at: new Date().toISOString() };
    const closed = alertOf({ state: 'resolved', resolved: { ...by, outcome: 'advised', note: '' } });
    let isClosed = false;
    open(alertOf(), {
      [`GET ${ADDRESS}`]: () => ({ body: isClosed ? closed : alertOf() }),
      [RESOLVE]: () => {
        isClosed = true;
        return { status: 409, body: { code: 'conflict', detail: 'x', ...by } };
      },
    });
    fireEvent.click(await screen.findByLabelText('Called and advised'));
    await vi.waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Called and advised').checked).toBe(true));
    await resolve();
    expect(await screen.findByText(/^Ben Osei was first, just now\./)).toBeTruthy();
    expect(await screen.findByText(/Resolved by Ben Osei/)).toBeTruthy();
  });
});
