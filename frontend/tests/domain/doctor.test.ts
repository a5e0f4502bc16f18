import { describe, expect, it } from 'vitest';
import { forDoctor, medicineWords } from '../../src/domain/doctor';
import { type Body, type Entry, emptyBody } from '../../src/domain/entry';
import { recentMedicines } from '../../src/domain/medicines';

const NOW = Date.parse('2026-03-04T18:00:00Z');
const ago = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString();
const body = (hours: number, changes: Partial<Body> = {}): Body => ({
  ...emptyBody(ago(hours), 'Europe/London'),
  ...changes,
});
const ticked = (...codes: string[]) => codes.map((code) => ({ code, new: true }));
const taken = (...medicines: unknown[]) => ({ medicines: medicines as Body['medicines'] });
function kept(hours: number, changes: Partial<Body> = {}): Entry {
  const own = body(hours, changes);
  return {
    id: `${hours}`,
    patient: 'p',
    body: own,
    isDeleted: false,
    savedAt: own.recorded_at,
    heardAt: null,
    answer: null,
    trouble: null,
  };
}

describe('the page for a doctor', () => {
  it('puts the worst first, each sign once, with the moment it began', () => {
    const told = forDoctor(
      [kept(1, { symptoms: ticked('tired', 'short-of-breath') }), kept(20, { symptoms: ticked('tired') })],
      null,
      ago(30),
      NOW,
    );
    expect(told.symptoms.map(({ code, since }) => [code, since])).toEqual([
      ['short-of-breath', ago(1)],
      ['tired', ago(20)],
    ]);
  });

  it('leaves out what was there before the treatment', () => {
    const told = forDoctor([kept(40, { symptoms: ticked('fever'), nrs_average: 9 })], null, ago(30), NOW);
    expect([told.symptoms, told.scores]).toEqual([[], []]);
  });

  it('holds what is being written and is not saved yet', () => {
    const told = forDoctor([kept(2, { none_of_these: true })], body(0, { symptoms: ticked('fever') }), null, NOW);
    expect(told.symptoms).toEqual([expect.objectContaining({ code: 'fever', since: '' })]);
    expect(told.noneAt).toBeNull();
  });

  it('says that nothing was ticked when the last answer was “None of these”', () => {
    expect(forDoctor([kept(2, { none_of_these: true })], null, null, NOW).noneAt).toBe(ago(2));
    expect(forDoctor([kept(1), kept(2, { none_of_these: true })], null, null, NOW).noneAt).toBeNull();
  });

  it('shows the newest six scores, and 0 is a score', () => {
    const told = forDoctor(
      [0, 1, 2, 3, 4, 5, 6].map((nrs) => kept(nrs + 1, { nrs_average: nrs })),
      null,
      null,
      NOW,
    );
    expect(told.scores.map((score) => score.nrs)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('names each medicine once', () => {
    const paracetamol = { name: 'Paracetamol', amount: '500 mg' };
    expect(
      forDoctor([kept(1, taken(paracetamol)), kept(2, taken(paracetamol, 'Ibuprofen'))], null, null, NOW).medicines,
    ).toEqual(['Paracetamol 500 mg', 'Ibuprofen']);
  });
});

describe('medicines to take again with one tap', () => {
  it('are the newest, and keep their place when they are switched on', () => {
    const entries = [kept(1, taken({ name: 'B', amount: '' })), kept(2, taken({ name: 'A', amount: '1' }))];
    const words = (now: unknown[]) => recentMedicines(now, entries).map((offered) => offered.words);
    expect(words([])).toEqual(['B', 'A 1']);
    expect(
      words([
        { name: 'A', amount: '1' },
        { name: 'C', amount: '' },
      ]),
    ).toEqual(['B', 'A 1', 'C']);
  });

  it.each([
    [{ name: 'A', amount: '1' }, 'A 1'],
    [{ name: 'A' }, 'A'],
    ['A 1', 'A 1'],
    [{ dose: 3 }, ''],
    [null, ''],
  ])('%j reads "%s"', (medicine, words) => {
    expect(medicineWords(medicine)).toBe(words);
  });
});
