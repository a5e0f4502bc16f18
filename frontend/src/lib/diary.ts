// What the screens show, as signals; IndexedDB is the truth, and every change is read from it again.
import { computed, signal } from '@preact/signals';
import type { Me } from '../domain/answers';
import type { Entry } from '../domain/entry';
import { momentOf } from '../domain/entry';
import type { Job } from '../domain/job';
import { read, resultOf } from './db';
import { readFact } from './facts';
import { listen } from './news';

/** Undefined until the phone has looked; null when it is paired with nobody. */
export const me = signal<Me | null | undefined>(undefined);
export const isSignedOut = signal(false);
/** The phone's database does not answer any more; only starting the app again helps. */
export const isStuck = signal(false);
/** This patient's entries, newest first. */
export const entries = signal<Entry[]>([]);
const jobs = signal<Map<string, Job>>(new Map());

export const waiting = computed(() => entriesWithJobs().filter((entry) => !jobs.value.get(entry.id)?.isParked));
export const inTrouble = computed(() => entriesWithJobs().filter((entry) => jobs.value.get(entry.id)?.isParked));
export const shownEntries = computed(() => entries.value.filter((entry) => !entry.isDeleted));

function entriesWithJobs(): Entry[] {
  return entries.value.filter((entry) => jobs.value.has(entry.id));
}

export type Delivery = 'waiting' | 'sent' | 'change_waiting' | 'trouble';

/** How far an entry has come on its way to the clinic. */
export function deliveryOf(entry: Entry): Delivery {
  const job = jobs.value.get(entry.id);
  if (!job) return 'sent';
  if (job.isParked) return 'trouble';
  return entry.answer ? 'change_waiting' : 'waiting';
}

export async function loadDiary(): Promise<void> {
  const [who, signedOut] = [await readFact('me'), await readFact('signedOut')];
  const found = await read(['entries', 'jobs'], async (stores) => ({
    entries: await resultOf<Entry[]>(stores.entries.getAll()),
    jobs: await resultOf<Job[]>(stores.jobs.getAll()),
  }));
  const own = found.entries.filter((entry) => entry.patient === who?.patient);
  jobs.value = new Map(found.jobs.map((job) => [job.id, job]));
  entries.value = own.sort((one, other) => (momentOf(one) < momentOf(other) ? 1 : -1));
  isSignedOut.value = signedOut === true;
  me.value = who ?? null;
}

let isLoading = false;
let isStale = false;

/** Follows changes made by this tab, by others and by the worker; many at once are read once. */
export function followNews(): void {
  listen(() => {
    isStale = true;
    if (!isLoading) void loadUntilFresh();
  });
}

async function loadUntilFresh(): Promise<void> {
  isLoading = true;
  try {
    while (isStale) {
      isStale = false;
      await loadDiary();
    }
    isStuck.value = false;
  } catch {
    isStuck.value = true;
  } finally {
    isLoading = false;
  }
}
