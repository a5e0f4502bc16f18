// Subscribing this phone to messages, and taking it back.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { newPhone, type Tab } from './phone';

const KEY = 'BBP-CHlfJ8vFdJoKu9Hu0-2wWXLtlrRUsz5Ywz2vTkeO6jPwoSVmPFrWTC0lMm6hRYOkFmDVh0RSOrD6M5A9eMM';
const SUBSCRIPTION = {
  endpoint: 'https://fcm.googleapis.com/fcm/send/abc',
  keys: { p256dh: KEY, auth: 'BTBZMqHH6r4Tts7J_aSIgg' },
};

interface Asked {
  method: string;
  path: string;
  body: unknown;
}

/** A server that knows the routes of push, and fails when it is told to. */
function server(status = 201): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const path = url.replace('/api/v1/', '');
    asked.push({ method: init.method ?? '', path, body: init.body ? JSON.parse(String(init.body)) : null });
    if (status >= 400) return json(status, { code: 'test', detail: '' });
    if (init.method === 'DELETE') return new Response(null, { status: 204 });
    return json(200, init.method === 'GET' ? { public_key: KEY } : { id: path.split('/').at(-1) });
  });
  return asked;
}

const json = (status: number, body: unknown) =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });

/** A browser's registration whose push manager makes one subscription. */
function browser(permission: NotificationPermission = 'granted') {
  vi.stubGlobal('Notification', { permission, requestPermission: async () => permission });
  const state = { isSubscribed: false, options: undefined as PushSubscriptionOptionsInit | undefined };
  const subscription = {
    toJSON: () => SUBSCRIPTION,
    unsubscribe: async () => {
      state.isSubscribed = false;
      return true;
    },
  };
  const pushManager = {
    subscribe: async (options: PushSubscriptionOptionsInit) => {
      Object.assign(state, { isSubscribed: true, options });
      return subscription;
    },
    getSubscription: async () => (state.isSubscribed ? subscription : null),
  };
  return { state, registration: { pushManager } as unknown as ServiceWorkerRegistration };
}

describe('push on this phone', () => {
  let phone: Tab;
  let push: typeof import('../../src/lib/push');

  beforeEach(async () => {
    phone = await newPhone();
    push = await import('../../src/lib/push');
  });

  it('subscribes with the server’s key, and tells the server', async () => {
    const asked = server();
    const { registration, state } = browser();
    expect(await push.subscribe(registration, push.keepSubscription)).toBe('on');
    expect(state.options?.userVisibleOnly).toBe(true);
    expect(state.options?.applicationServerKey).toHaveLength(65);
    expect(asked.map(({ method, body }) => ({ method, body }))).toEqual([
      { method: 'GET', body: null },
      { method: 'PUT', body: SUBSCRIPTION },
    ]);
    expect(await phone.readFact('push')).toBe(asked[1]?.path.replace('push-subscriptions/', ''));
  });

  it('says it again under the same id when the browser has changed it', async () => {
    const asked = server();
    const { registration } = browser();
    await push.subscribe(registration, push.keepSubscription);
    await push.renewSubscription(registration);
    expect(asked.at(-1)).toEqual(asked[1]);
  });

  it('is made anew without a question when the browser has dropped it', async () => {
    const asked = server();
    const { registration, state } = browser();
    await push.subscribe(registration, push.keepSubscription);
    state.isSubscribed = false;
    await push.renewSubscription(registration);
    expect(state.isSubscribed).toBe(true);
    expect(asked.at(-1)).toEqual(asked[1]);
  });

  it('is made anew when the push service has ended it', async () => {
    server();
    const { registration, state } = browser();
    await push.subscribe(registration, push.keepSubscription);
    const made = vi.spyOn(registration.pushManager, 'subscribe');
    server(410);
    await push.renewSubscription(registration);
    expect(state.isSubscribed).toBe(false);
    const asked = server();
    await push.renewSubscription(registration);
    expect([made.mock.calls.length > 0, state.isSubscribed]).toEqual([true, true]);
    expect(asked.at(-1)?.method).toBe('PUT');
  });

  it('stays gone when the person has taken the permission away', async () => {
    server();
    const { registration, state } = browser();
    await push.subscribe(registration, push.keepSubscription);
    state.isSubscribed = false;
    vi.stubGlobal('Notification', { permission: 'denied' });
    const asked = server();
    await push.renewSubscription(registration);
    expect([asked, state.isSubscribed]).toEqual([[], false]);
  });

  it('says nothing at a start when nobody subscribed', async () => {
    const asked = server();
    await push.renewSubscription(browser().registration);
    expect(asked).toEqual([]);
  });

  it('asks nobody when the person says no', async () => {
    const asked = server();
    const { registration, state } = browser('denied');
    expect(await push.subscribe(registration, push.keepSubscription)).toBe('denied');
    expect([asked, state.isSubscribed]).toEqual([[], false]);
  });

  it('says so where the browser cannot', async () => {
    server();
    browser();
    expect(await push.subscribe({} as ServiceWorkerRegistration, push.keepSubscription)).toBe('unsupported');
  });

  it('keeps nothing that the server did not take', async () => {
    server(503);
    const { registration } = browser();
    expect(await push.subscribe(registration, push.keepSubscription)).toBe('unreachable');
    expect(await push.keepSubscription({ toJSON: () => SUBSCRIPTION } as unknown as PushSubscription)).toBe(
      'unreachable',
    );
    expect(await phone.readFact('push')).toBeUndefined();
  });

  it('takes it back at the server first, then here', async () => {
    const asked = server();
    const { registration, state } = browser();
    await push.subscribe(registration, push.keepSubscription);
    expect(await push.unsubscribe(registration)).toBe(true);
    expect(asked.at(-1)?.method).toBe('DELETE');
    expect([state.isSubscribed, await phone.readFact('push')]).toEqual([false, undefined]);
  });

  it('stays subscribed when the server cannot be told', async () => {
    server();
    const { registration, state } = browser();
    await push.subscribe(registration, push.keepSubscription);
    server(503);
    expect(await push.unsubscribe(registration)).toBe(false);
    expect(state.isSubscribed).toBe(true);
    server(404);
    expect(await push.unsubscribe(registration)).toBe(true);
    expect(state.isSubscribed).toBe(false);
  });
});
