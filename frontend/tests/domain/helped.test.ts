import { describe, expect, it } from 'vitest';
import { type Answer, type Entry, emptyBody } from '../../src/domain/entry';
import { checkMoment, gotHelpAt, openMatters } from '../../src/domain/helped';

const NOW = Date.parse('2026-03-04T18:00:00Z');
const ago = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString();

function said(id: string, hours: number, codes: string[], answer: Partial<Answer> | null = null): Entry {
  const body = { ...emptyBody(ago(hours), 'Europe/London'), symptoms: codes.map((code) => ({ code, new: true })) };
  return {
    id,
    patient: 'p',
    body,
    isDeleted: false,
    savedAt: body.recorded_at,
    heardAt: null,
    answer: answer as Answer | null,
    trouble: null,
  };
}
const open = (...entries: Entry[]) => openMatters(entries, new Set(), NOW).map((entry) => entry.id);

describe('what still waits for a doctor', () => {
  it('is a warning sign, before the server has answered too', () => {
    expect(open(said('a', 2, ['short-of-breath']), said('b', 3, ['tired']))).toEqual(['a']);
  });

  it('is what the server raised, whatever the sign alone amounts to', () => {
    expect(open(said('a', 2, ['tired'], { level: 'urgent', clock: 'ok' }))).toEqual(['a']);
  });

  it.each([
    ['a score alone', said('a', 2, [], { level: 'practitioner', clock: 'ok' })],
    [
      'what a doctor has checked',
      said('a', 2, ['fever'], { level: 'urgent', clock: 'ok', checked: { checked_at: ago(1), note: '' } }),
    ],
    ['what is over two weeks old', said('a', 15 * 24, ['short-of-breath'])],
    ['a deleted entry', { ...said('a', 2, ['short-of-breath']), isDeleted: true }],
  ])('is not %s', (_, entry) => {
    expect(open(entry)).toEqual([]);
  });

  it('is not what was said to be checked on this phone a moment ago', () => {
    expect(openMatters([said('a', 2, ['short-of-breath'])], new Set(['a']), NOW)).toEqual([]);
  });
});

describe('the moment of a check', () => {
  it.each([
    ['is kept as it was chosen', ago(1), ago(2), ago(1)],
    ['lies in the past', ago(-1), ago(2), 'future'],
    ['comes after the entry', ago(3), ago(2), 'before'],
    [
      'in the minute of the entry is the entry’s own',
      '2026-03-04T16:00:00Z',
      '2026-03-04T16:00:42.000Z',
      '2026-03-04T16:00:42.000Z',
    ],
  ])('%s', (_, chosen, entryAt, expected) => {
    expect(checkMoment(chosen, entryAt, NOW)).toBe(expected);
  });
});

it('knows when help was got, and nothing of other events', () => {
  const events = [{ code: 'fall' }, { code: 'got_help', at: ago(2) }, { code: 'got_help', at: ago(1) }, 'words'];
  expect(gotHelpAt({ events: events as unknown as [] })).toBe(ago(1));
  expect(gotHelpAt({ events: [] })).toBeNull();
});
