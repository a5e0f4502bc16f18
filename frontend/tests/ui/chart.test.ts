import { describe, expect, it } from 'vitest';
import { bandAt, type CurvePoint, lastDay, spread, tickDays, withoutGaps } from '../../src/ui/chart';

const point = (hours: number, p50: number): CurvePoint => ({
  hours,
  p10: p50 - 2,
  p25: p50 - 1,
  p50,
  p75: p50 + 1,
  p90: p50 + 2,
});
const at = (...hours: number[]) => hours.map((each) => ({ hours: each }));

describe('gaps', () => {
  it('joins readings up to 36 hours apart and no further', () => {
    expect(withoutGaps(at(0, 36, 72.1)).map((run) => run.map(({ hours }) => hours))).toEqual([[0, 36], [72.1]]);
  });
  it('puts readings in order of time first', () => {
    expect(withoutGaps(at(40, 10, 20))).toEqual([at(10, 20, 40)]);
  });
  it('has no run without readings', () => {
    expect(withoutGaps([])).toEqual([]);
  });
});

describe('the band at a moment', () => {
  const points = [point(0, 4), point(2, 5), point(4, 3)];
  it('is the point itself where there is one', () => {
    expect(bandAt(points, 2)).toEqual(points[1]);
  });
  it('lies on the line between its neighbours', () => {
    expect(bandAt(points, 3)).toEqual({ ...point(3, 4) });
  });
  it('is unknown beyond its ends', () => {
    expect(bandAt(points, 5)).toBeNull();
    expect(bandAt(points, -1)).toBeNull();
    expect(bandAt([], 0)).toBeNull();
  });
});

describe('the axis', () => {
  it('holds every point and every reading, in whole days', () => {
    expect(lastDay([point(168, 3)], [])).toBe(7);
    expect(lastDay([point(168, 3)], [{ entry: 'a', hours: 200, nrs: 3, above_expected: false }])).toBe(9);
    expect(lastDay([], [])).toBe(1);
  });
  it.each([
    [7, [0, 1, 2, 3, 4, 5, 6, 7]],
    [14, [0, 2, 4, 6, 8, 10, 12, 14]],
    [42, [0, 7, 14, 21, 28, 35, 42]],
  ])('ticks %i days', (days, ticks) => {
    expect(tickDays(days)).toEqual(ticks);
  });
});

describe('labels', () => {
  it('stay where they are when there is room', () => {
    expect(spread([10, 50, 90], 17, 0, 100)).toEqual([10, 50, 90]);
  });
  it('are moved apart in their order', () => {
    const placed = spread([50, 48, 52], 17, 0, 100);
    expect([...placed].sort((one, other) => one - other)).toEqual([placed[1], placed[0], placed[2]]);
    expect((placed[0] ?? 0) - (placed[1] ?? 0)).toBeGreaterThanOrEqual(17);
  });
  it('stay inside when pushed against the bottom', () => {
    expect(Math.max(...spread([99, 99, 99], 17, 0, 100))).toBeLessThanOrEqual(100);
  });
});
