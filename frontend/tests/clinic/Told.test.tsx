import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ToldScreen } from '../../src/clinic/screens/Told';
import type { ContactPoint } from '../../src/clinic/shapes';
import { me } from '../../src/clinic/staff';
import { isToldHere, tellMeHere, tellMeHereNoMore } from '../../src/clinic/told-here';
import { ANNA } from './cast';
import { type Asked, serve } from './server';

const KEY = 'BBP-CHlfJ8vFdJoKu9Hu0-2wWXLtlrRUsz5Ywz2vTkeO6jPwoSVmPFrWTC0lMm6hRYOkFmDVh0RSOrD6M5A9eMM';
const QUIET = { body: { starts: null, ends: null, time_zone: 'Europe/London' } };

function pointOf(changes: Partial<ContactPoint> = {}): ContactPoint {
  return {
    id: 'c1',
    channel: 'email',
    address: 'anna@demo.example',
    active: true,
    verified_at: '2026-03-01T09:00:00Z',
    hours: null,
    created_at: '2026-03-01T09:00:00Z',
    disabled_at: null,
    disabled_reason: null,
    silent_since: null,
    ...changes,
  };
}

function open(points: ContactPoint[], more: Parameters<typeof serve>[0] = {}): Asked[] {
  const asked = serve({
    'GET /api/v1/contact-points': { body: { results: points, next: null } },
    'GET /api/v1/quiet-hours': QUIET,
    ...more,
  });
  render(<ToldScreen />);
  return asked;
}

const click = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

beforeEach(() => {
  me.value = ANNA;
  localStorage.clear();
});
afterEach(cleanup);

describe('how you are told', () => {
  it('warns whoever is reached nowhere: an address counts when its code was typed', async () => {
    open([pointOf({ verified_at: null })]);
    expect((await screen.findByRole('alert')).textContent).toMatch(/Nothing reaches you/);
  });

  it('names what ended by itself and why, and keeps still about what its owner ended', async () => {
    const ended = { active: false, disabled_at: '2026-03-02T09:00:00Z' };
    open([
      pointOf(),
      pointOf({ id: 'c2', ...ended, address: 'old@demo.example', disabled_reason: 'refused' }),
      pointOf({ id: 'c3', ...ended, address: 'gone@demo.example', disabled_reason: 'removed' }),
    ]);
    expect(await screen.findByText(/could not be reached any more/)).toBeTruthy();
    expect(screen.queryByText(/gone@demo.example/)).toBeNull();
  });

  it('sends the code that was typed, and the hours that were chosen', async () => {
    const waiting = pointOf({ id: 'c2', address: '+441632960001', channel: 'sms', verified_at: null });
    const asked = open([pointOf(), waiting], {
      'POST /api/v1/contact-points/c2/verify': { body: waiting },
      'PUT /api/v1/contact-points/c1': { body: pointOf() },
    });
    fireEvent.input(await screen.findByLabelText('Code that arrived there'), { target: { value: ' 123456 ' } });
    await click('That is the code');
    await click('Change when');
    fireEvent.click(await screen.findByLabelText('Only in these hours'));
    await click('Save');
    await waitFor(() => expect(asked.some(({ method }) => method === 'PUT')).toBe(true));
    const sent = asked.filter(({ method }) => method !== 'GET').map(({ body }) => body);
    expect(sent[0]).toEqual({ code: '123456' });
    expect(sent[1]).toMatchObject({
      channel: 'email',
      address: 'anna@demo.example',
      hours: { mon: [['08:00', '19:00']] },
    });
  });

  it('says why the last way stays', async () => {
    const refusal = { status: 409, body: { code: 'conflict', detail: 'This is the last way to reach you.' } };
    open([pointOf()], { 'DELETE /api/v1/contact-points/c1': refusal });
    await click('Take away anna@demo.example');
    expect(await screen.findByText('This is the last way to reach you.')).toBeTruthy();
  });
});

describe('being told on this browser', () => {
  const subscription = {
    toJSON: () => ({ endpoint: 'https://fcm.googleapis.com/fcm/send/abc', keys: { p256dh: KEY, auth: 'BTBZMqHH6r4' } }),
    unsubscribe: vi.fn(async () => true),
  };
  const registration = {
    pushManager: { subscribe: async () => subscription, getSubscription: async () => subscription },
  };

  function browserWith(listed: string[]): Asked[] {
    const registered = { register: async () => registration, ready: Promise.resolve(registration) };
    Object.defineProperty(navigator, 'serviceWorker', {
      configurable: true,
      value: { ...registered, getRegistration: async () => registration },
    });
    vi.stubGlobal('Notification', { permission: 'granted', requestPermission: async () => 'granted' });
    const subscriptions = { results: listed.map((id) => ({ id, active: true })), next: null, public_key: KEY };
    const routes: Parameters<typeof serve>[0] = { 'GET /api/v1/push-subscriptions': { body: subscriptions } };
    const asked = serve(routes);
    const plain = fetch;
    vi.stubGlobal('fetch', async (address: string, options: RequestInit = {}) => {
      if (options.method === 'PUT') routes[`PUT ${address}`] = { body: { id: 'told' } };
      if (options.method === 'DELETE') routes[`DELETE ${address}`] = { body: {} };
      return plain(address, options);
    });
    return asked;
  }

  it('is for whoever asked for it, and for nobody else who signs in here', async () => {
    browserWith(['told']);
    expect(await tellMeHere('u1')).toBe('on');
    expect([await isToldHere('u1'), await isToldHere('u2')]).toEqual([true, false]);
  });

  it('is off when the server has ended it', async () => {
    browserWith([]);
    await tellMeHere('u1');
    expect(await isToldHere('u1')).toBe(false);
  });

  it('ends at the server first, then in the browser', async () => {
    const asked = browserWith(['told']);
    await tellMeHere('u1');
    expect(await tellMeHereNoMore()).toBe(true);
    expect(asked.at(-1)).toMatchObject({ method: 'DELETE', path: '/api/v1/push-subscriptions/told' });
    expect(subscription.unsubscribe).toHaveBeenCalled();
    expect(await isToldHere('u1')).toBe(false);
  });
});
