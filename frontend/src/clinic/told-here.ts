// Being told on this browser. What arrives is neutral and names nobody, so it goes on arriving after signing out.

import { ask } from '../lib/api';
import { isDead, type Kept, putSubscription, renewKept, type Subscribed, subscribe } from '../lib/push';
import { trusted } from '../lib/trusted';
import { uuid7 } from '../lib/uuid7';
import type { ContactPoint, Page } from './shapes';

const SCRIPT = '/clinic/sw.js';
const SCOPE = '/clinic/';
const KEPT = 'ebb.told-here';

/** Which of a person's contact points this browser is. Somebody else who signs in here does not take it over. */
interface Told {
  id: string;
  user: string;
}

export async function isToldHere(user: string): Promise<boolean> {
  const kept = read();
  if (kept?.user !== user || !isGranted()) return false;
  const reply = await ask<Page<ContactPoint>>('GET', 'push-subscriptions');
  return reply.kind === 'ok' && reply.body.results.some(({ id, active }) => active && id === kept.id);
}

/** Call it from a tap: browsers refuse otherwise. */
export async function tellMeHere(user: string): Promise<Subscribed> {
  if (!('serviceWorker' in navigator)) return 'unsupported';
  await navigator.serviceWorker.register(trusted(SCRIPT), { scope: SCOPE });
  return subscribe(await navigator.serviceWorker.ready, (subscription) => keep(subscription, user));
}

/** False when the server could not be told: it would go on sending. */
export async function tellMeHereNoMore(): Promise<boolean> {
  const kept = read();
  const reply = kept && (await ask('DELETE', `push-subscriptions/${kept.id}`));
  const isGone = reply?.kind === 'problem' && reply.status === 404;
  if (reply && reply.kind !== 'ok' && !isGone) return false;
  localStorage.removeItem(KEPT);
  const registration = await navigator.serviceWorker?.getRegistration(SCOPE);
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
  return true;
}

/** At each start: browsers exchange subscriptions now and then, and the server has to hear of it. */
export async function renewToldHere(user: string): Promise<void> {
  if (read()?.user !== user || !isGranted()) return;
  const registration = await navigator.serviceWorker?.getRegistration(SCOPE);
  if (registration) await renewKept(registration, (subscription) => keep(subscription, user));
}

async function keep(subscription: PushSubscription, user: string): Promise<Kept> {
  const reply = await putSubscription(read()?.id ?? uuid7(), subscription);
  if (isDead(reply)) return 'dead';
  if (reply.kind !== 'ok') return 'unreachable';
  localStorage.setItem(KEPT, JSON.stringify({ id: reply.body.id, user } satisfies Told));
  return 'on';
}

function read(): Told | null {
  try {
    return JSON.parse(localStorage.getItem(KEPT) ?? 'null') as Told | null;
  } catch {
    return null;
  }
}

const isGranted = (): boolean => 'Notification' in globalThis && Notification.permission === 'granted';
