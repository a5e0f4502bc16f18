// Moments of the near past that have a name, and days that an entry could still be written for.
import { type Entry, momentOf } from './entry';

const HOUR_MS = 60 * 60 * 1000;
const MORNING = 9;
const EVENING = 19;
const MOST_DAYS = 7;

export interface Moment {
  name: 'morning' | 'lastEvening' | 'lastMorning';
  at: string;
}

/** This morning, once it is over; yesterday evening and yesterday morning. On the phone's own clock. */
export function earlierMoments(now: Date): Moment[] {
  const moments: Moment[] = [
    { name: 'morning', at: onDay(now, 0, MORNING) },
    { name: 'lastEvening', at: onDay(now, 1, EVENING) },
    { name: 'lastMorning', at: onDay(now, 1, MORNING) },
  ];
  return moments.filter((moment) => now.getTime() - Date.parse(moment.at) >= HOUR_MS);
}

/**
 * Evenings of the last week that no entry speaks for, newest first: after the last treatment's day, or after the first
 * entry where there is none. The evening stands for its day.
 */
export function daysWithout(entries: readonly Entry[], treatedAt: string | null, now: Date): string[] {
  const moments = entries.filter((entry) => !entry.isDeleted).map((entry) => new Date(momentOf(entry)));
  const spoken = new Set(moments.map(dayKey));
  const first = Math.min(...moments.map((moment) => moment.getTime()));
  const since = treatedAt === null ? first : Date.parse(treatedAt);
  if (!Number.isFinite(since)) return [];
  const began = dayKey(new Date(since));
  const days: string[] = [];
  for (let ago = 1; ago <= MOST_DAYS; ago++) {
    const evening = onDay(now, ago, EVENING);
    if (Date.parse(evening) <= since || dayKey(new Date(evening)) === began) break;
    if (!spoken.has(dayKey(new Date(evening)))) days.push(evening);
  }
  return days;
}

function onDay(now: Date, daysAgo: number, hour: number): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo, hour).toISOString();
}

const dayKey = (moment: Date): string => `${moment.getFullYear()}-${moment.getMonth()}-${moment.getDate()}`;
