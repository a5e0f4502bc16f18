import { describe, expect, it } from 'vitest';
import { type Entry, emptyBody } from '../../src/domain/entry';
import { daysWithout, earlierMoments } from '../../src/domain/moments';

const at = (day: number, hour: number) => new Date(2026, 2, day, hour);
const kept = (moment: Date, isDeleted = false): Entry => ({
  id: moment.toISOString(),
  patient: 'p',
  body: emptyBody(moment.toISOString(), 'Europe/London'),
  isDeleted,
  savedAt: moment.toISOString(),
  heardAt: null,
  answer: null,
  trouble: null,
});
const days = (entries: Entry[], treated: Date | null, now = at(10, 12)) =>
  daysWithout(entries, treated?.toISOString() ?? null, now).map((day) => new Date(day).getDate());

describe('the moments to choose', () => {
  it.each([
    [at(10, 8), ['lastEvening', 'lastMorning']],
    [at(10, 9), ['lastEvening', 'lastMorning']],
    [at(10, 10), ['morning', 'lastEvening', 'lastMorning']],
  ])('at %s are over: %j', (now, names) => {
    const moments = earlierMoments(now);
    expect(moments.map((moment) => moment.name)).toEqual(names);
    expect(moments.every((moment) => Date.parse(moment.at) < now.getTime())).toBe(true);
  });
});

describe('days without an entry', () => {
  it('are those after the day of the treatment, newest first, and not today', () => {
    expect(days([kept(at(8, 20))], at(6, 17))).toEqual([9, 7]);
  });

  it('are a week at the most', () => {
    expect(days([], at(1, 9), at(20, 12))).toEqual([19, 18, 17, 16, 15, 14, 13]);
  });

  it('begin with the first entry where no treatment is known', () => {
    expect(days([kept(at(7, 9))], null)).toEqual([9, 8]);
    expect(days([], null)).toEqual([]);
  });

  it('are not filled by a deleted entry', () => {
    expect(days([kept(at(9, 9), true)], at(8, 9))).toEqual([9]);
  });
});
