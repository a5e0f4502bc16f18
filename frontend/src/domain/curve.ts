import type { Curve, CurvePoint, CurveReading, Session } from './answers';
import { type Entry, momentOf } from './entry';

export const HOUR_MS = 60 * 60 * 1000;
export const LASTING_HOURS = 48;

/** Hours from the end of a session to a moment. */
export const hoursAfter = (session: Pick<Session, 'ended_at'>, instant: string): number =>
  (Date.parse(instant) - Date.parse(session.ended_at)) / HOUR_MS;

/** The readings of a curve, with the scores on this phone that the server did not have when it drew it. */
export function withOwnScores(
  curve: Curve,
  session: Session,
  next: Session | undefined,
  entries: readonly Entry[],
): CurveReading[] {
  const known = new Map(curve.readings.map((reading) => [reading.entry, reading]));
  for (const entry of entries) {
    const hours = hoursAfter(session, momentOf(entry));
    const isOfNext = next !== undefined && hoursAfter(next, momentOf(entry)) >= 0;
    const nrs = entry.body.nrs_average;
    if (entry.isDeleted || nrs === null || hours < 0 || isOfNext) known.delete(entry.id);
    else if (known.get(entry.id)?.nrs !== nrs) {
      known.set(entry.id, {
        entry: entry.id,
        hours,
        nrs,
        above_expected: nrs > (bandAt(curve.points, hours)?.p90 ?? 10),
      });
    }
  }
  return [...known.values()].sort((one, other) => one.hours - other.hours);
}

/** Where the newest score stands: inside the central 80 %, above or below it; null when there is no score or no band there. */
export function placeOf(points: readonly CurvePoint[], readings: readonly CurveReading[]) {
  const last = readings.at(-1);
  if (!last) return null;
  const band = bandAt(points, last.hours);
  if (!band) return { last, place: 'beyond' as const };
  const place =
    last.nrs > band.p90 ? ('above' as const) : last.nrs < band.p10 ? ('below' as const) : ('within' as const);
  return { last, place, low: Math.round(band.p10), high: Math.round(band.p90) };
}

/** The band at a moment, on the line between its neighbours. */
export function bandAt(points: readonly CurvePoint[], hours: number): { p10: number; p90: number } | undefined {
  const after = points.findIndex((point) => point.hours >= hours);
  const right = points[after];
  if (!right) return undefined;
  const left = points[after - 1] ?? right;
  const share = right.hours === left.hours ? 0 : (hours - left.hours) / (right.hours - left.hours);
  return { p10: left.p10 + share * (right.p10 - left.p10), p90: left.p90 + share * (right.p90 - left.p90) };
}
