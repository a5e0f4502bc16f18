// Sends what waits. Runs in pages and in the worker, alone among them.
import type { Entry } from '../domain/entry';
import { type Job, settle, start } from '../domain/job';
import { ask } from './api';
import { read, resultOf, write } from './db';
import { keepFact, readFact } from './facts';
import { alone, OUTBOX_LOCK } from './locks';
import { say } from './news';
import { type Attempted, attempt } from './sending';

const AT_ONCE = 4;
const MOST_FAILURES = 4;

let draining: Promise<void> | undefined;
let isWanted = false;
let isImpatient = false;

/** Send what waits. `now` ignores the waits that earlier failures set. Resolves when nothing more will get through. */
export function drain({ now = false } = {}): Promise<void> {
  isImpatient ||= now;
  isWanted = true;
  draining ??= alone(OUTBOX_LOCK, rounds).finally(() => {
    draining = undefined;
  });
  return draining;
}

/** A job saved while a round runs asks for one more, until nothing is wanted or nothing gets through. */
async function rounds(): Promise<void> {
  await endSignIn();
  while (isWanted) {
    isWanted = false;
    const dueBy = isImpatient ? Number.POSITIVE_INFINITY : Date.now();
    isImpatient = false;
    if ((await round(dueBy)) === 'stopped') isWanted = false;
  }
}

/** Ebb left this phone without a network: the server hears of it now, if it answers. */
export async function endSignIn(): Promise<void> {
  if (!(await readFact('left'))) return;
  const reply = await ask('POST', 'sign-out', { keep: true });
  if (reply.kind !== 'ok' && !(reply.kind === 'problem' && reply.status === 401)) return;
  await keepFact('left', undefined);
  say('me');
}

/** Whether something waits that no person has to decide about first. */
export async function hasWaiting(): Promise<boolean> {
  if (await readFact('left')) return true;
  const all = await read(['jobs'], ({ jobs }) => resultOf<Job[]>(jobs.getAll()));
  return all.some((job) => !job.isParked);
}

/** One pass over the jobs that are due by `dueBy`: urgent ones first, a few at once. */
async function round(dueBy: number): Promise<'done' | 'stopped'> {
  const patient = (await readFact('me'))?.patient;
  if (!patient) return 'stopped';
  const tried = new Set<string>();
  const running = new Set<Promise<void>>();
  let failures = 0;
  let isStopped = false;
  const note = (id: string, came: Attempted) => {
    if (came === 'stop') isStopped = true;
    if (came === 'failed' && ++failures >= MOST_FAILURES) isStopped = true;
    if (came === 'more') tried.delete(id);
  };
  while (!isStopped) {
    const job = await nextDue(patient, dueBy, tried);
    if (!job && running.size === 0) break;
    if (job) {
      tried.add(job.id);
      const sending: Promise<void> = send(job.id)
        .then((came) => note(job.id, came))
        .finally(() => running.delete(sending));
      running.add(sending);
    }
    if (!job || running.size >= AT_ONCE) await Promise.race(running);
  }
  await Promise.all(running);
  return isStopped ? 'stopped' : 'done';
}

function nextDue(patient: string, dueBy: number, tried: ReadonlySet<string>): Promise<Job | undefined> {
  return read(
    ['jobs'],
    ({ jobs }) =>
      new Promise<Job | undefined>((resolve, reject) => {
        const request = jobs.index('order').openCursor();
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const cursor = request.result;
          const job = cursor?.value as Job | undefined;
          const isDue = job && job.patient === patient && !job.isParked && job.notBefore <= dueBy && !tried.has(job.id);
          if (!cursor || isDue) resolve(job);
          else cursor.continue();
        };
      }),
  );
}

async function send(id: string): Promise<Attempted> {
  const begun = await write(['entries', 'jobs'], async ({ entries, jobs }) => {
    const job = await resultOf<Job | undefined>(jobs.get(id));
    const entry = await resultOf<Entry | undefined>(entries.get(id));
    if (!job || !entry || job.isParked) return undefined;
    const started = start(job, entry.answer?.revision ?? null);
    if (started.trying.content === null && started.trying.revision === null) {
      // Deleted before the server ever had it.
      jobs.delete(id);
      entries.delete(id);
      return undefined;
    }
    jobs.put(started);
    return started;
  });
  if (begun === undefined) return 'done';
  const { outcome, came } = await attempt(begun);
  const hasMore = await write(['entries', 'jobs'], async ({ entries, jobs }) => {
    const job = await resultOf<Job | undefined>(jobs.get(id));
    const entry = await resultOf<Entry | undefined>(entries.get(id));
    if (!job || !entry) return false;
    const left = settle(job, entry, outcome, Date.now());
    if (left.job) jobs.put(left.job);
    else jobs.delete(id);
    if (left.entry) entries.put(left.entry);
    else entries.delete(id);
    return left.job !== null && !left.job.isParked && outcome.kind !== 'later';
  });
  say('entries');
  return hasMore ? 'more' : came;
}
