// This browser's push subscription: made when the person asks for it, known to the server, taken away again.
import { ask, type Reply } from './api';
import { keepFact, readFact } from './facts';
import { uuid7 } from './uuid7';

/** What became of the wish to be told on this phone. A denied permission cannot be asked for again. */
export type Subscribed = 'on' | 'denied' | 'unsupported' | 'unreachable';

interface Known {
  id: string;
}

/** The server knows a subscription that its push service has ended: the browser has to make another. */
export type Kept = Subscribed | 'dead';

/** Makes the server know a subscription, and remembers which it is. */
export type Keep = (subscription: PushSubscription) => Promise<Kept>;

/** Ask the person, then the browser, then the server. Call it from a tap: browsers refuse otherwise. */
export async function subscribe(
  registration: ServiceWorkerRegistration,
  keep: Keep, // no default: it would bring the phone's database into the clinic's pages
): Promise<Subscribed> {
  if (!('pushManager' in registration) || !('Notification' in globalThis)) return 'unsupported';
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  const key = await ask<{ public_key: string }>('GET', 'push-subscriptions');
  if (key.kind !== 'ok') return 'unreachable';
  try {
    const options = { userVisibleOnly: true, applicationServerKey: fromBase64(key.body.public_key) };
    const kept = await keep(await registration.pushManager.subscribe(options));
    if (kept !== 'dead') return kept;
    await drop(registration);
    const anew = await keep(await registration.pushManager.subscribe(options));
    return anew === 'dead' ? 'unreachable' : anew;
  } catch {
    return 'unsupported';
  }
}

/** Tell the server of a subscription. It answers with the id that counts. */
export function putSubscription(id: string, subscription: PushSubscription): Promise<Reply<Known>> {
  const { endpoint, keys } = subscription.toJSON();
  const body = { endpoint, keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } };
  return ask<Known>('PUT', `push-subscriptions/${id}`, body);
}

export const isDead = (reply: Reply<unknown>): boolean => reply.kind === 'problem' && reply.status === 410;

/** Make the server know this subscription, under the id this phone has kept for it. */
export async function keepSubscription(subscription: PushSubscription): Promise<Kept> {
  const reply = await putSubscription((await readFact('push')) ?? uuid7(), subscription);
  if (isDead(reply)) return 'dead';
  if (reply.kind !== 'ok') return 'unreachable';
  await keepFact('push', reply.body.id);
  return 'on';
}

/**
 * At each start: a subscription that the browser has exchanged meanwhile is told to the server again. One that is gone, or
 * that the push service has ended, is made anew: the person has agreed, so nobody is asked.
 */
export async function renewSubscription(registration: ServiceWorkerRegistration): Promise<void> {
  if (await readFact('push')) await renewKept(registration, keepSubscription);
}

/** The same for whoever remembers in another way that the person has agreed. */
export async function renewKept(registration: ServiceWorkerRegistration, keep: Keep): Promise<void> {
  const subscription = await registration.pushManager?.getSubscription();
  if (subscription && (await keep(subscription)) !== 'dead') return;
  if (Notification.permission !== 'granted') return;
  await drop(registration);
  await subscribe(registration, keep);
}

/** The browser lets go of what it has. */
async function drop(registration: ServiceWorkerRegistration): Promise<void> {
  await (await registration.pushManager?.getSubscription())?.unsubscribe();
}

/** Nothing more on this phone. The server is told first: a subscription that it keeps would count as unheard. */
export async function unsubscribe(registration: ServiceWorkerRegistration): Promise<boolean> {
  const id = await readFact('push');
  if (id) {
    const reply = await ask('DELETE', `push-subscriptions/${id}`);
    const isGone = reply.kind === 'problem' && reply.status === 404;
    if (reply.kind !== 'ok' && !isGone) return false;
    await keepFact('push', undefined);
  }
  await drop(registration);
  return true;
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
