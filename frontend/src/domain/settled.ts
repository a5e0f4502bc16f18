import { type Entry, momentOf } from './entry';

// Both as `diary/clinical` has them: less than a point above the baseline is settled (clinical reference 3.6.6), and without
// a baseline 4 is pain that counts (3.6.5, clause d).
const STILL_UP = 1;
const HIGH_WITHOUT_BASELINE = 4;

/** Whether the newest score (0-10) is no settled one. A recovery that is over stays over: this is about what is said today. */
export function isUpAgain(entries: readonly Entry[], baseline: number | null | undefined): boolean {
  const scores = entries.flatMap((entry) => {
    const nrs = entry.body.nrs_average ?? entry.body.nrs_now;
    return nrs === null ? [] : [{ nrs, at: Date.parse(momentOf(entry)) }];
  });
  const newest = scores.reduce((one, other) => (other.at > one.at ? other : one), { nrs: 0, at: 0 });
  return newest.nrs >= (baseline == null ? HIGH_WITHOUT_BASELINE : baseline + STILL_UP);
}
