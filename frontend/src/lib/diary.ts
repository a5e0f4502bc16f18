// What the screens show, as signals; IndexedDB is the truth, and every change is read from it again.
import { computed, signal } from '@preact/signals';
import type { Me } from '../domain/answers';
import type { Entry } from '../domain/entry';
import { momentOf } from '../domain/entry';
import type { Job } from '../domain/job';
import { read, resultOf } from './db';
import { listen } from './news';

/** Undefined until the phone has looked; null when it is paired with nobody. */
export const me = signal<Me | null | undefined>(undefined);
export const isSignedOut = signal(false);
/** The phone's database does not answer any more; only starting the app again helps. */
export const isStuck = signal(false);
/** Ebb left this phone, and the server does not know yet. */
export const hasLeft = signal(false);
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
  const [who, signedOut, left, all, waits] = await read(['entries', 'jobs', 'facts'], (stores) =>
    Promise.all([
      resultOf<Me | undefined>(stores.facts.get('me')),
      resultOf<boolean | undefined>(stores.facts.get('signedOut')),
      resultOf<boolean | undefined>(stores.facts.get('left')),
      resultOf<Entry[]>(stores.entries.getAll()),
      resultOf<Job[]>(stores.jobs.getAll()),
    ]),
  );
  jobs.value = new Map(waits.map((job) => [job.id, job]));
  entries.value = all.filter((entry) => entry.patient === who?.patient).sort(newestFirst);
  isSignedOut.value = signedOut === true;
  hasLeft.value = left === true;
  me.value = who ?? null;
}

const newestFirst = (one: Entry, other: Entry): number => (momentOf(one) < momentOf(other) ? 1 : -1);

/** What has just been written is shown at once; that everything is read again comes after. */
export function showKept(entry: Entry, job: Job): void {
  jobs.value = new Map(jobs.value).set(job.id, job);
  entries.value = [entry, ...entries.value.filter(({ id }) => id !== entry.id)].sort(newestFirst);
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
