// The page's side of the service worker: registering it, background sync, and updates that wait for a tap.
import { signal } from '@preact/signals';
import { trusted } from './trusted';

const WORKER = '/sw.js';
const SCOPE = '/app/';
const SYNC_TAG = 'outbox';

/** A newer version is installed and waits. */
export const updateWaits = signal(false);

interface SyncRegistration extends ServiceWorkerRegistration {
  sync?: { register: (tag: string) => Promise<void> };
}

export async function startWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  try {
    const registration = await navigator.serviceWorker.register(trusted(WORKER), { scope: SCOPE });
    watch(registration);
  } catch {
    // Without a worker the app works while it is open.
    return;
  }
  // The first worker takes over a page that is already its own version; a later one is a newer version; none is a goodbye.
  let hasWorker = navigator.serviceWorker.controller !== null;
  navigator.serviceWorker.addEventListener('controllerchange', () => {
    const { controller } = navigator.serviceWorker;
    if (hasWorker && controller) location.reload();
    hasWorker = controller !== null;
  });
}

function watch(registration: ServiceWorkerRegistration): void {
  const look = () => {
    updateWaits.value = registration.waiting !== null && navigator.serviceWorker.controller !== null;
  };
  look();
  registration.addEventListener('updatefound', () => {
    registration.installing?.addEventListener('statechange', look);
  });
}

/** The person tapped "Update now": the new worker takes over, and the page is read again. */
export async function updateNow(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(SCOPE);
  registration?.waiting?.postMessage('take over');
}

/** The worker keeps the language of this phone, so that it is there without a network. */
export async function keepLanguage(code: string): Promise<void> {
  const registration = await navigator.serviceWorker?.ready;
  for (const worker of [registration?.active, registration?.waiting]) worker?.postMessage({ language: code });
}

/** Where the browser can, it sends what waits even when this tab is closed. */
export async function askForBackgroundSync(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.getRegistration(SCOPE);
    await (registration as SyncRegistration | undefined)?.sync?.register(SYNC_TAG);
  } catch {
    // Not allowed or not there: the timer and the next start do the same.
  }
}

/** The app itself leaves the phone too. The server's answer asks the browser for that; not every browser listens. */
export async function forgetApp(): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration(SCOPE);
  await registration?.unregister();
  if (!('caches' in globalThis)) return;
  for (const name of await caches.keys()) await caches.delete(name);
}
