// The practitioner's worker shows messages and does nothing else: no page and no answer of the clinic's is ever kept.
import { type Kept, putSubscription } from '../lib/push';
import { uuid7 } from '../lib/uuid7';
import { listenForPush } from './push';

declare const self: ServiceWorkerGlobalScope;

// There is nothing to lose by taking over at once.
self.addEventListener('install', () => void self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

/** A worker cannot read what the page remembers: a new subscription is a new way to be told, and the old one ends by itself. */
async function keepAnew(subscription: PushSubscription): Promise<Kept> {
  const reply = await putSubscription(uuid7(), subscription);
  return reply.kind === 'ok' ? 'on' : 'unreachable';
}

listenForPush('/clinic/', keepAnew);
