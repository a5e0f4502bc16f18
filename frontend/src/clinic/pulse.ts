// Whether this screen can be trusted: does the server answer, does somebody sweep, how old is what is shown.
import { computed, signal } from '@preact/signals';
import { api, health, Problem } from './api';
import { isIdle, isUntold } from './idle';

export const REFRESH_MS = 15_000;
const SWEEP_LATE_SECONDS = 60;
const TICK_MS = 5_000;
/** Two refreshes missed, and a margin for a slow answer. */
const OLD_MS = 2 * REFRESH_MS + 15_000;

export interface Pulse {
  reachable: boolean;
  sweepAge: number | null;
  /** When the server last answered, by this computer's clock; null before the first answer. */
  heardAt: number | null;
}

export type Trust = 'waiting' | 'trusted' | 'offline' | 'sweep-late' | 'old';

/** Nothing is acted on unless this says `trusted`. */
export function trustOf({ reachable, sweepAge, heardAt }: Pulse, now: number): Trust {
  if (!reachable) return 'offline';
  if (heardAt === null) return 'waiting';
  if (now - heardAt > OLD_MS) return 'old';
  return sweepAge === null || sweepAge > SWEEP_LATE_SECONDS ? 'sweep-late' : 'trusted';
}

/** Seconds are the finest a server's `Date` header says, and a request takes time: stay behind rather than ahead. */
const CLOCK_MARGIN_MS = 3_000;
let behindServer = 0;

/** The server's clock must not be run ahead of: a session "just now" by a fast laptop would lie in its future. */
export function serverNow(): Date {
  return new Date(Date.now() + Math.min(behindServer, 0) - CLOCK_MARGIN_MS);
}

export function compareClocks(server: string | null): void {
  const moment = server === null ? Number.NaN : new Date(server).getTime();
  if (!Number.isNaN(moment)) behindServer = moment - Date.now();
}

export const pulse = signal<Pulse>({ reachable: true, sweepAge: null, heardAt: null });
export const now = signal(Date.now());
export const trust = computed(() => trustOf(pulse.value, now.value));
export const isTrusted = computed(() => trust.value === 'trusted');

export function heard(sweepAge: number | null): void {
  now.value = Date.now();
  pulse.value = { reachable: true, sweepAge, heardAt: now.value };
}

export function lostContact(): void {
  pulse.value = { ...pulse.value, reachable: false };
}

/** On screens without the worklist: asks no patient's data, so that polling leaves no trace in anybody's access log. */
export async function takePulse(): Promise<void> {
  try {
    if (isUntold()) await api.me();
    const { sweep_age_seconds, date } = await health();
    compareClocks(date);
    heard(sweep_age_seconds);
  } catch (error) {
    if (error instanceof Problem) lostContact();
    else throw error;
  }
}

/** Calls `refresh` now, every 15 s while the page is seen, and whenever it is seen again. Returns how to stop. */
export function keepFresh(refresh: () => Promise<void>): () => void {
  const again = () => {
    if (document.visibilityState === 'visible' && !isIdle()) void refresh();
  };
  const timers = [
    setInterval(again, REFRESH_MS),
    setInterval(() => {
      now.value = Date.now();
      isIdle();
    }, TICK_MS),
  ];
  const asked = [
    [window, 'focus', again],
    [window, 'online', again],
    [window, 'offline', lostContact],
    [document, 'visibilitychange', again],
  ] as const;
  for (const [target, name, listener] of asked) target.addEventListener(name, listener);
  void refresh();
  return () => {
    timers.forEach(clearInterval);
    for (const [target, name, listener] of asked) target.removeEventListener(name, listener);
  };
}
