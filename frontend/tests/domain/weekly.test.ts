import { describe, expect, it } from 'vitest';
import { type Body, type Entry, emptyBody, saysSomething } from '../../src/domain/entry';
import { isWeeklyDue, lastActivity } from '../../src/domain/weekly';

const NOW = Date.parse('2026-03-16T18:00:00Z');
const ago = (days: number) => new Date(NOW - days * 24 * 3_600_000).toISOString();
const PEG = { pain: 6, enjoyment: 5, activity: 7 };

function said(days: number, more: Partial<Body> = {}, isDeleted = false): Entry {
  const body = { ...emptyBody(ago(days), 'Europe/London'), nrs_average: 4, ...more };
  return {
    id: String(days),
    patient: 'p',
    body,
    isDeleted,
    savedAt: ago(days),
    heardAt: null,
    answer: null,
    trouble: null,
  };
}
const due = (entries: Entry[], notBefore?: string) => isWeeklyDue(entries, notBefore, NOW);

describe('the week’s questions', () => {
  it.each([
    ['nobody has written yet', [], undefined, false],
    ['the first score was written', [said(0)], undefined, true],
    ['they were answered six days ago', [said(0), said(6, { peg: PEG })], undefined, false],
    ['they were answered a week ago', [said(0), said(7, { peg: PEG })], undefined, true],
    ['the answer was deleted', [said(0), said(2, { peg: PEG }, true)], undefined, true],
    ['nothing was written for two weeks', [said(15)], undefined, false],
    ['"not now" was yesterday', [said(0)], ago(0.1), true],
    ['"not now" still holds', [said(0)], ago(-0.5), false],
  ])('when %s', (_, entries, notBefore, expected) => {
    expect(due(entries, notBefore)).toBe(expected);
  });

  it('offer the name that was given the last time', () => {
    expect(lastActivity([said(0), said(7, { activity: 'tie my shoes' }), said(14, { activity: 'walk' })])).toBe(
      'tie my shoes',
    );
    expect(lastActivity([said(0)])).toBe('');
  });

  it('are due where entries were kept before there were such questions', () => {
    const old = said(0);
    const { peg: _, activity: __, ...before } = old.body;
    expect(due([{ ...old, body: before as Body }])).toBe(true);
  });

  it('are an entry without a score', () => {
    expect(saysSomething(said(0, { nrs_average: null, peg: PEG }).body)).toBe(true);
    expect(saysSomething(said(0, { nrs_average: null, activity_nrs: 4 }).body)).toBe(false);
  });
});
