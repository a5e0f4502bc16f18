import { describe, expect, it } from 'vitest';
import type { Curve, Session } from '../../src/domain/answers';
import { bandAt, placeOf, withOwnScores } from '../../src/domain/curve';
import { makeEntry } from '../lib/phone';

const ENDED = '2026-03-28T12:00:00+00:00';
const session = {
  id: 's',
  number: 1,
  ended_at: ENDED,
  modality: 'acupuncture',
  regions: ['low-back'],
  recovery: 'watching',
} satisfies Session;
const point = (hours: number, p10: number, p90: number) => ({ hours, p10, p25: p10, p50: p10, p75: p90, p90 });
const curve: Curve = { session: 's', points: [point(0, 2, 6), point(100, 1, 4)], readings: [], sentence: '' };
const at = (hours: number) => new Date(Date.parse(ENDED) + hours * 3_600_000).toISOString();
const reading = (hours: number, nrs: number) => ({ entry: 'a', hours, nrs, above_expected: false });

describe('the newest score', () => {
  it.each([
    [50, 6, 'above'],
    [50, 5, 'within'],
    [50, 1, 'below'],
    [101, 5, 'beyond'],
  ] as const)('at %d h, %d is %s', (hours, nrs, place) => {
    expect(placeOf(curve.points, [reading(hours, nrs)])?.place).toBe(place);
  });

  it('is nothing without a score', () => {
    expect(placeOf(curve.points, [])).toBeNull();
  });
});

it('the band between two points lies on the line between them', () => {
  expect(bandAt(curve.points, 50)).toEqual({ p10: 1.5, p90: 5 });
  expect(bandAt(curve.points, 101)).toBeUndefined();
});

describe('scores on this phone', () => {
  it('stand on the curve before the server has them', () => {
    const readings = withOwnScores(curve, session, undefined, [
      makeEntry('a', { recorded_at: at(50), nrs_average: 7 }),
    ]);
    expect(readings).toEqual([{ entry: 'a', hours: 50, nrs: 7, above_expected: true }]);
  });

  it('count elapsed hours over the night the clocks change', () => {
    const [first] = withOwnScores(curve, session, undefined, [
      makeEntry('a', { recorded_at: '2026-03-29T13:00:00+01:00' }),
    ]);
    expect(first?.hours).toBe(24);
  });

  it('of before the session, of the next session, without a number or deleted are left out', () => {
    const next = { ...session, ended_at: at(60) };
    const entries = [
      makeEntry('before', { recorded_at: at(-1) }),
      makeEntry('next', { recorded_at: at(61) }),
      makeEntry('words', { recorded_at: at(5), nrs_average: null }),
      { ...makeEntry('gone', { recorded_at: at(6) }), isDeleted: true },
    ];
    expect(withOwnScores(curve, session, next, entries)).toEqual([]);
  });

  it('replace the number the server had before a correction', () => {
    const drawn = { ...curve, readings: [reading(50, 3)] };
    const readings = withOwnScores(drawn, session, undefined, [
      makeEntry('a', { recorded_at: at(50), nrs_average: 2 }),
    ]);
    expect(readings.map((each) => each.nrs)).toEqual([2]);
  });
});
