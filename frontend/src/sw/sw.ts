// Keeps the app on the phone, and sends what waits when no page is open. Answers of the API are never kept.
import { drain, hasWaiting } from '../lib/outbox';
import { keepSubscription } from '../lib/push';
import { listenForPush } from './push';

declare const self: ServiceWorkerGlobalScope;
declare const __PRECACHE__: string[];
/** The file of each language but English, by its code. */
declare const __LANGUAGES__: Record<string, string>;
declare const __VERSION__: string;

interface SyncEvent extends ExtendableEvent {
  tag: string;
}

const SHELL = '/app/';
const FILES = '/app-static/';
const MANIFEST = '/app/manifest.webmanifest';
const FONT = '.woff2';
const CACHE = `ebb-${__VERSION__}`;
const LANGUAGES = __LANGUAGES__;

self.addEventListener('install', (event) => {
  event.waitUntil(
    (async () => {
      const files = [...__PRECACHE__, ...(await languagesKept())];
      const cache = await caches.open(CACHE);
      // Hashed files may come from the browser's cache; the two without a hash must be this version's.
      await cache.addAll(files.map((url) => (url.startsWith(FILES) ? url : new Request(url, { cache: 'reload' }))));
    })(),
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
  else if (url.pathname.endsWith(FONT)) event.respondWith(keptOnceUsed(request));
  else if (url.pathname.startsWith(FILES) || url.pathname === MANIFEST) event.respondWith(kept(request));
});

/** An update waits for a tap, because taking over reads the page again. The page says which language it speaks. */
self.addEventListener('message', (event) => {
  if (event.data === 'take over') void self.skipWaiting();
  if (event.data?.language) event.waitUntil(keepLanguage(event.data.language));
});

/** The language of this phone works without a network; the others leave. A phone that was just emptied keeps none. */
async function keepLanguage(code: string): Promise<void> {
  if (!(await caches.has(CACHE))) return;
  const cache = await caches.open(CACHE);
  for (const [each, url] of Object.entries(LANGUAGES)) {
    if (each !== code) await cache.delete(url);
    else if (!(await cache.match(url))) await cache.add(url);
  }
}

/** This version's files of the languages that an older version kept. */
async function languagesKept(): Promise<string[]> {
  const kept: string[] = [];
  for (const name of await caches.keys()) {
    for (const { url } of await (await caches.open(name)).keys()) kept.push(url);
  }
  const isKept = (code: string) => kept.some((url) => url.includes(`/assets/${code}-`));
  return Object.entries(LANGUAGES).flatMap(([code, url]) => (isKept(code) ? [url] : []));
}

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

/** The clearer letters: kept by the phone that uses them, unless it was just emptied. */
async function keptOnceUsed(request: Request): Promise<Response> {
  const answer = await kept(request);
  if (answer.ok && (await caches.has(CACHE))) await (await caches.open(CACHE)).put(request, answer.clone());
  return answer;
}
