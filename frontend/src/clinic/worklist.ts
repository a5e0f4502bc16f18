// The worklist as data: who owns an alert, what the filters let through, what is new. No drawing, no clock of its own.
import type { Alert, Level } from './shapes';

export type Filter = 'all' | 'mine' | 'unassigned';
export const FILTERS: readonly Filter[] = ['all', 'mine', 'unassigned'];

const WORST_FIRST: readonly Level[] = ['emergency', 'urgent', 'practitioner', 'expected'];

/** Who said they will act. One that came back unanswered belongs to nobody again. */
export function ownerOf(alert: Alert): string | null {
  return alert.state === 'acknowledged' ? (alert.acknowledged?.by ?? null) : null;
}

export function matches(alert: Alert, filter: Filter, me: string): boolean {
  if (filter === 'mine') return ownerOf(alert) === me;
  return filter === 'all' || ownerOf(alert) === null;
}

/** Worst level first, then oldest: the order of the server, kept when an answer changes one row. */
export function inOrder(alerts: readonly Alert[]): Alert[] {
  return [...alerts].sort(
    (one, other) =>
      WORST_FIRST.indexOf(one.level) - WORST_FIRST.indexOf(other.level) || one.raised_at.localeCompare(other.raised_at),
  );
}

/** How many alerts were not there before. Nothing is new on the first look. */
export function newSince(before: readonly Alert[] | null, after: readonly Alert[]): number {
  if (before === null) return 0;
  const known = new Set(before.map((alert) => alert.id));
  return after.filter((alert) => !known.has(alert.id)).length;
}

export function canAcknowledge(alert: Alert): boolean {
  return alert.state === 'open' || alert.state === 'snoozed';
}

export function isClosed(alert: Alert): boolean {
  return alert.state === 'resolved' || alert.state === 'withdrawn';
}
