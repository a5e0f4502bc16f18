// When the week's questions (PEG and the one thing that pain makes hard) are due. They never stand before a score.
import { type Entry, momentOf } from './entry';

const DAY_MS = 24 * 60 * 60 * 1000;
/** Asked on Monday evening and answered on the next Monday morning is a week too. */
const EVERY_MS = 6.5 * DAY_MS;
/** Only of somebody who writes: an entry of the last days. */
const WRITES_MS = 14 * DAY_MS;

export const NOT_NOW_MS = DAY_MS;
export const SKIPPED_MS = 7 * DAY_MS;

/** The newest of these entries (newest first) that holds answers to the week's questions. */
export const lastWeekly = (entries: readonly Entry[]): Entry | undefined =>
  entries.find((entry) => !entry.isDeleted && entry.body.peg != null);

/** What the person called the one thing, the last time they did. */
export const lastActivity = (entries: readonly Entry[]): string =>
  entries.find((entry) => !entry.isDeleted && entry.body.activity)?.body.activity ?? '';

/** Whether to ask now: somebody who writes, a week after the last answer, and not while they said "not now". */
export function isWeeklyDue(entries: readonly Entry[], notBefore: string | undefined, now: number): boolean {
  if (notBefore !== undefined && now < Date.parse(notBefore)) return false;
  const newest = entries.find((entry) => !entry.isDeleted);
  if (!newest || now - Date.parse(momentOf(newest)) > WRITES_MS) return false;
  const last = lastWeekly(entries);
  return !last || now - Date.parse(momentOf(last)) >= EVERY_MS;
}
