// A patient's timeline as a list to read: visits to come, entries, sessions, alerts and the gaps between entries, newest first, by day.
import { dayOf } from './format';
import type { Alert, Entry, Gap, Session, Timeline, Visit } from './shapes';

export type Item = { at: string } & (
  | { kind: 'entry'; entry: Entry }
  | { kind: 'session'; session: Session }
  | { kind: 'alert'; alert: Alert }
  | { kind: 'gap'; gap: Gap }
  | { kind: 'visit'; visit: Visit }
);

export interface Day {
  name: string;
  items: Item[];
}

/** At one moment an alert stands above the entry that raised it, and a gap below the entry that ended it. */
const ABOVE: Record<Item['kind'], number> = { alert: 0, entry: 1, session: 2, gap: 3, visit: 4 };
const HALF_A_DAY = 12 * 60 * 60 * 1000;

export function daysOf({ entries, sessions, alerts, gaps, visits }: Timeline): Day[] {
  const items: Item[] = [
    ...entries.map((entry) => ({ kind: 'entry' as const, at: entry.recorded_at, entry })),
    ...sessions.map((session) => ({ kind: 'session' as const, at: session.ended_at, session })),
    ...alerts.map((alert) => ({ kind: 'alert' as const, at: alert.raised_at, alert })),
    ...gaps.map((gap) => ({ kind: 'gap' as const, at: gap.to, gap })),
    ...visits
      .filter((visit) => !sessions.some((session) => isOf(session, visit)))
      .map((visit) => ({ kind: 'visit' as const, at: visit.starts_at, visit })),
  ];
  items.sort(newestFirst);
  const days: Day[] = [];
  for (const item of items) {
    const name = dayOf(item.at);
    if (days.at(-1)?.name !== name) days.push({ name, items: [] });
    days.at(-1)?.items.push(item);
  }
  return days;
}

function newestFirst(one: Item, other: Item): number {
  const later = new Date(other.at).getTime() - new Date(one.at).getTime();
  return later || ABOVE[one.kind] - ABOVE[other.kind];
}

/** What took place says more than what was booked. */
function isOf(session: Session, visit: Visit): boolean {
  return Math.abs(Date.parse(session.ended_at) - Date.parse(visit.starts_at)) < HALF_A_DAY;
}

/** The session that ended last. */
export function lastSession<S extends { ended_at: string }>(sessions: readonly S[]): S | undefined {
  return [...sessions].sort((one, other) => one.ended_at.localeCompare(other.ended_at)).at(-1);
}
