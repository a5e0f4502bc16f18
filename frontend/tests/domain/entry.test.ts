import { describe, expect, it } from 'vitest';
import { CATALOGUE } from '../../src/domain/catalogue';
import { type Answer, bodyOf, emptyBody, saysSomething, withNoneOfThese, withSymptom } from '../../src/domain/entry';
import { groupsFor } from '../../src/domain/symptoms';

const empty = emptyBody('2026-03-01T09:00:00Z', 'Europe/London');

describe('ticking', () => {
  it('takes "none of these" back', () => {
    const none = withNoneOfThese(empty, true);
    expect(withSymptom(none, 'fever', true)).toMatchObject({
      none_of_these: null,
      symptoms: [{ code: 'fever', new: true }],
    });
  });

  it('"none of these" takes the ticks off', () => {
    expect(withNoneOfThese(withSymptom(empty, 'fever', true), true)).toMatchObject({
      none_of_these: true,
      symptoms: [],
    });
  });

  it('the same twice is once', () => {
    expect(withSymptom(withSymptom(empty, 'fever', true), 'fever', true).symptoms.length).toBe(1);
  });
});

it('a score or a symptom is an entry, a note alone is not', () => {
  expect(saysSomething(empty)).toBe(false);
  expect(saysSomething({ ...empty, note: 'Tired.' })).toBe(false);
  expect(saysSomething({ ...empty, nrs_average: 0 })).toBe(true);
  expect(saysSomething(withSymptom(empty, 'fever', true))).toBe(true);
});

it("a copy of the server's keeps what another phone wrote", () => {
  const answer = {
    ...empty,
    id: 'a',
    revision: 3,
    level: 'expected',
    medicines: ['ibuprofen'],
    stiffness: 2,
  } as unknown as Answer;
  expect(bodyOf(answer)).toEqual({ ...empty, medicines: ['ibuprofen'], stiffness: 2 });
});

describe('the list to tick', () => {
  const codes = (regions: string[]) => groupsFor(regions, new Set()).map((group) => group.code);

  it('leaves nothing out, for any region', () => {
    for (const regions of [[], ['low-back'], ['neck', 'knee']]) {
      const items = groupsFor(regions, new Set()).flatMap((group) => group.items.map((item) => item.code));
      expect(new Set(items).size).toBe(CATALOGUE.symptoms.length);
    }
  });

  it("asks for the treated region's red flags first", () => {
    expect(codes(['chest'])[0]).toBe('chest-breathing');
    expect(codes(['low-back'])[0]).toBe('pee-poo-private');
  });

  it('asks more when the answer matters for it', () => {
    const also = groupsFor([], new Set(['fever'])).at(-1);
    expect(also?.items.map((item) => item.code)).toContain('no-pee-all-day');
    expect(also?.isNew).toBe(true);
    expect(groupsFor([], new Set()).at(-1)?.isNew).toBe(false);
  });
});
