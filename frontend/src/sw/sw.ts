// Keeps the app on the phone, and sends what waits when no page is open. Answers of the API are never kept.
import { drain, hasWaiting } from '../lib/outbox';
import { keepSubscription } from '../lib/push';
import { listenForPush } from './push';

declare const self: ServiceWorkerGlobalScope;
declare const __PRECACHE__: string[];
declare const __VERSION__: string;

interface SyncEvent extends ExtendableEvent {
  tag: string;
}

const SHELL = '/app/';
const FILES = '/app-static/';
const MANIFEST = '/app/manifest.webmanifest';
const CACHE = `ebb-${__VERSION__}`;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) =>
      cache.addAll(
        // Hashed files may come from the browser's cache; the two without a hash must be this version's.
        __PRECACHE__.map((url) => (url.startsWith(FILES) ? url : new Request(url, { cache: 'reload' }))),
      ),
    ),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name !== CACHE) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && url.pathname.startsWith(SHELL)) event.respondWith(kept(new Request(SHELL)));
  else if (url.pathname.startsWith(FILES) || url.pathname === MANIFEST) event.respondWith(kept(request));
});

/** An update waits for a tap, because taking over reads the page again. */
self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
});

listenForPush(SHELL, keepSubscription);

self.addEventListener('sync', (event) => {
  if ((event as SyncEvent).tag === 'outbox') (event as SyncEvent).waitUntil(sendAll());
});

/** Fails while something waits: then the browser tries again later. */
async function sendAll(): Promise<void> {
  await drain({ now: true });
  if (await hasWaiting()) throw new Error('Something still waits to be sent.');
}

/** From the cache of this version, else from the network. Looking must not make a cache anew that was just emptied. */
async function kept(request: Request): Promise<Response> {
  return (await caches.match(request, { cacheName: CACHE })) ?? fetch(request);
}
