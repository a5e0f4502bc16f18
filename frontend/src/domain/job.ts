import type { Answer, Body, Entry, Trouble } from './entry';

/** What must reach the server about one entry: a body, or null for "delete it". */
export type Content = Body | null;

/**
 * The one job of an entry. `trying` was put on the wire and has no answer yet: it is repeated unchanged until there is
 * one, because the server may hold it already. A newer version waits in `next` and then names the revision it corrects.
 */
export interface Job {
  id: string;
  patient: string;
  trying: { content: Content; revision: number | null } | null;
  next: { content: Content } | null;
  isUrgent: boolean;
  /** Sorts jobs: urgent ones first, then the oldest. */
  order: string;
  attempts: number;
  /** Not before this moment (milliseconds). */
  notBefore: number;
  /** A person must decide first. */
  isParked: boolean;
}

/** What came of one attempt. */
export type Outcome =
  | { kind: 'accepted'; answer: Answer; at: string }
  | { kind: 'refused'; trouble: Trouble }
  /** The server does not know the entry that was corrected, as after a restored backup: send it as a new one. */
  | { kind: 'unknown' }
  | { kind: 'later'; wait: number };

const SECOND = 1000;
const LONGEST_WAIT = 5 * 60 * SECOND;
const LONGEST_WAIT_OFFLINE = 15 * SECOND;

/** A job for newest content; one that waits already takes it over. */
export function enqueue(job: Job | undefined, entry: Entry, isUrgent: boolean, now: number): Job {
  const urgent = isUrgent || job?.isUrgent === true;
  const since = job?.order.slice(2) ?? new Date(now).toISOString();
  return {
    id: entry.id,
    patient: entry.patient,
    trying: job?.isParked ? null : (job?.trying ?? null),
    next: { content: entry.isDeleted ? null : entry.body },
    isUrgent: urgent,
    order: `${urgent ? 0 : 1}-${since}`,
    attempts: 0,
    notBefore: 0,
    isParked: false,
  };
}

/** The job as it goes on the wire: what is tried is fixed before the first byte leaves. */
export function start(job: Job, revision: number | null): Job & { trying: NonNullable<Job['trying']> } {
  const trying = job.trying ?? { content: job.next?.content ?? null, revision };
  return { ...job, trying, next: job.trying ? job.next : null };
}

/** Job and entry after an attempt; no job when all of it has arrived, no entry when it was deleted for good. */
export function settle(
  job: Job,
  entry: Entry,
  outcome: Outcome,
  now: number,
): { job: Job | null; entry: Entry | null } {
  if (outcome.kind === 'later') {
    return { job: { ...job, attempts: job.attempts + 1, notBefore: now + outcome.wait }, entry };
  }
  if (outcome.kind === 'unknown') {
    const trying = job.trying && { ...job.trying, revision: null };
    return { job: { ...job, trying, attempts: job.attempts + 1 }, entry: { ...entry, answer: null } };
  }
  if (outcome.kind === 'refused') {
    // A newer version may be fine: it takes the place of what was refused.
    if (job.next) return { job: { ...job, trying: null, attempts: 0, notBefore: 0 }, entry };
    return { job: { ...job, isParked: true, attempts: 0 }, entry: { ...entry, trouble: outcome.trouble } };
  }
  const heard = { ...entry, answer: outcome.answer, heardAt: outcome.at, trouble: null };
  if (job.next) return { job: { ...job, trying: null, attempts: 0, notBefore: 0 }, entry: heard };
  return { job: null, entry: job.trying?.content === null ? null : heard };
}

/** How long to wait before the next attempt, in milliseconds. `random` is 0 to 1. */
export function backoff(attempts: number, isOffline: boolean, isUrgent: boolean, random: number): number {
  const longest = isOffline || isUrgent ? LONGEST_WAIT_OFFLINE : LONGEST_WAIT;
  return Math.min(longest, SECOND * 2 ** Math.min(attempts, 20)) * (0.5 + random / 2);
}
