// Messages that arrive while the app is closed. Neutral words only; whatever arrives is shown, or the browser ends the subscription.
import { ask } from '../lib/api';
import type { Keep } from '../lib/push';

declare const self: ServiceWorkerGlobalScope;

const ICON = '/app-static/icons/icon-192.png';
const BADGE = '/app-static/icons/badge-96.png';

/** What the server seals; see the declarative push message of the W3C Push API. */
interface Message {
  notification?: {
    title?: string;
    body?: string;
    navigate?: string;
    tag?: string;
    lang?: string;
    data?: { receipt?: string };
  };
}

interface SubscriptionChange extends ExtendableEvent {
  newSubscription?: PushSubscription | null;
  oldSubscription?: PushSubscription | null;
}

/** Not every browser can put a mark on the app's icon. */
type Badging = Required<Pick<WorkerNavigator, 'setAppBadge'>>;

/** A phone that is told again about the same thing replaces the message, and sounds again. */
interface Shown extends NotificationOptions {
  renotify: boolean;
}

/** `home` is where a tap leads when the message names no page of ours; `keep` tells the server of a new subscription. */
export function listenForPush(home: string, keep: Keep): void {
  self.addEventListener('push', (event) => event.waitUntil(show(event)));
  self.addEventListener('notificationclick', (event) => event.waitUntil(open(event, home)));
  self.addEventListener('pushsubscriptionchange', (event) =>
    (event as SubscriptionChange).waitUntil(renew(event as SubscriptionChange, keep)),
  );
}

async function show(event: PushEvent): Promise<void> {
  const { title, body, navigate, tag, lang, data } = read(event).notification ?? {};
  const shown: Shown = {
    body: body ?? 'Open Ebb to read it.',
    tag: tag ?? 'ebb',
    lang: lang ?? 'en-GB',
    icon: ICON,
    badge: BADGE,
    renotify: true,
    data: { navigate },
  };
  await self.registration.showNotification(title ?? 'Ebb: news for you', shown);
  await (navigator as Partial<Badging>).setAppBadge?.(1).catch(() => undefined);
  if (data?.receipt) await ask('POST', 'push-receipts', { delivery: data.receipt });
}

function read(event: PushEvent): Message {
  try {
    return (event.data?.json() as Message | null) ?? {};
  } catch {
    return {};
  }
}

/** To the page that the message names, in a window that is open already if there is one. Never to another site. */
async function open(event: NotificationEvent, home: string): Promise<void> {
  event.notification.close();
  const { origin } = self.location;
  const url = new URL((event.notification.data as { navigate?: string } | null)?.navigate ?? home, origin);
  const path = url.origin === origin ? url.href : home;
  try {
    const [window] = await self.clients.matchAll({ type: 'window' });
    if (window) await (await window.focus()).navigate(path);
    else await self.clients.openWindow(path);
  } catch {
    // The browser refuses without a real tap, or the window has gone: the message is closed, and the app opens as always.
  }
}

/** The browser changed the subscription: the server hears of it, or nothing would arrive any more. */
async function renew(event: SubscriptionChange, keep: Keep): Promise<void> {
  const options = event.oldSubscription?.options;
  const fresh = event.newSubscription ?? (options && (await self.registration.pushManager.subscribe(options)));
  if (fresh) await keep(fresh);
}
