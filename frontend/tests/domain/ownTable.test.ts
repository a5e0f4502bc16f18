import { expect, it } from 'vitest';
import { type Body, type Entry, emptyBody } from '../../src/domain/entry';
import { csvOf } from '../../src/domain/ownTable';

function kept(at: string, changes: Partial<Body> = {}, isDeleted = false): Entry {
  const body = { ...emptyBody(at, 'Europe/London'), nrs_average: 4, ...changes };
  return { id: at, patient: 'p', body, isDeleted, savedAt: at, heardAt: null, answer: null, trouble: null };
}
const lines = (...entries: Entry[]) => csvOf(entries).replace('\uFEFF', '').trimEnd().split('\r\n').slice(1);

it('is oldest first, and leaves deleted entries out', () => {
  const found = lines(
    kept('2026-03-02T09:00:00Z'),
    kept('2026-03-01T09:00:00Z'),
    kept('2026-03-03T09:00:00Z', {}, true),
  );
  expect(found.map((line) => line.slice(0, 10))).toEqual(['2026-03-01', '2026-03-02']);
});

it('keeps a note with commas, quotes and lines in one cell', () => {
  expect(lines(kept('2026-03-01T09:00:00Z', { note: 'Stairs, "bad"' }))[0]?.endsWith(',"Stairs, ""bad"""')).toBe(true);
});

it.each(['=1+1', '+1', '-1', '@x'])('never starts a cell that a spreadsheet would run: %s', (note) => {
  expect(lines(kept('2026-03-01T09:00:00Z', { note }))[0]?.endsWith(`,'${note}`)).toBe(true);
});

it('says 0 for no pain and nothing for no answer', () => {
  const [line] = lines(kept('2026-03-01T09:00:00Z', { nrs_average: 0 }));
  expect(line?.split(',').slice(2, 5)).toEqual(['0', '', '']);
});

it('opens as UTF-8 in a spreadsheet', () => {
  expect(csvOf([]).charCodeAt(0)).toBe(0xfeff);
});
