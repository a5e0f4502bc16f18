// The geometry of the curve, without any drawing: scales, gaps, the band at a moment, labels that do not overlap.

export interface CurvePoint {
  hours: number;
  p10: number;
  p25: number;
  p50: number;
  p75: number;
  p90: number;
}

export interface CurveReading {
  entry: string;
  hours: number;
  nrs: number;
  above_expected: boolean;
}

export const GAP_HOURS = 36;
export const DAY_HOURS = 24;
const MOST_TICKS = 10;
const TICK_DAYS = [1, 2, 7, 14, 28];

export type Quantile = Exclude<keyof CurvePoint, 'hours'>;

/** Runs of readings in order of time; a new run begins after more than 36 h, so that no line joins missing days. */
export function withoutGaps<R extends { hours: number }>(readings: readonly R[]): R[][] {
  const runs: R[][] = [];
  let last: R | undefined;
  for (const reading of inOrder(readings)) {
    if (last === undefined || reading.hours - last.hours > GAP_HOURS) runs.push([]);
    runs.at(-1)?.push(reading);
    last = reading;
  }
  return runs;
}

export function inOrder<R extends { hours: number }>(readings: readonly R[]): R[] {
  return [...readings].sort((one, other) => one.hours - other.hours);
}

/** The quantiles at a moment, on the line between its neighbours; null outside the band, which nobody may extend. */
export function bandAt(points: readonly CurvePoint[], hours: number): CurvePoint | null {
  const after = points.findIndex((point) => point.hours >= hours);
  const right = points[after];
  if (right === undefined) return null;
  if (right.hours === hours) return right;
  const left = points[after - 1];
  if (left === undefined) return null;
  const share = (hours - left.hours) / (right.hours - left.hours);
  const between = (name: Quantile) => left[name] + share * (right[name] - left[name]);
  return {
    hours,
    p10: between('p10'),
    p25: between('p25'),
    p50: between('p50'),
    p75: between('p75'),
    p90: between('p90'),
  };
}

/** The end of the time axis, in whole days. */
export function lastDay(points: readonly CurvePoint[], readings: readonly CurveReading[]): number {
  const hours = Math.max(DAY_HOURS, ...points.map((point) => point.hours), ...readings.map((reading) => reading.hours));
  return Math.ceil(hours / DAY_HOURS);
}

/** Days that carry a tick: every day, else every second, else weeks. */
export function tickDays(days: number): number[] {
  const step = TICK_DAYS.find((each) => days / each <= MOST_TICKS) ?? TICK_DAYS.at(-1) ?? 1;
  return Array.from({ length: Math.floor(days / step) + 1 }, (_, index) => index * step);
}

/** Moves heights apart until each has `room`, keeping their order and staying between `top` and `bottom`. */
export function spread(heights: readonly number[], room: number, top: number, bottom: number): number[] {
  const order = heights.map((_, index) => index).sort((one, other) => (heights[one] ?? 0) - (heights[other] ?? 0));
  const placed = [...heights];
  let free = top;
  for (const index of order) {
    placed[index] = Math.max(placed[index] ?? 0, free);
    free = (placed[index] ?? 0) + room;
  }
  let limit = bottom;
  for (const index of order.reverse()) {
    placed[index] = Math.min(placed[index] ?? 0, limit);
    limit = (placed[index] ?? 0) - room;
  }
  return placed;
}

/** A height on paper with half a pixel at most. */
export function tidy(value: number): number {
  return Math.round(value * 10) / 10;
}
