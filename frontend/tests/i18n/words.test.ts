import { describe, expect, it } from 'vitest';
import { type Key, t } from '../../src/i18n';
import first from '../../src/i18n/en.json';
import later from '../../src/i18n/en.later.json';
import online from '../../src/i18n/en.online.json';
import { isBuilt } from '../../vite/builtKeys';

const en = { ...first, ...later, ...online };
// A validated instrument is asked in the words it was validated in.
const isPublished = (key: string) => /^weekly\.peg\./.test(key);
const entries = Object.entries(en) as [Key, string][];

describe('words', () => {
  it('choose the plural', () => {
    expect(t('waiting.line', { n: 1 })).toBe('1 entry is waiting to send');
    expect(t('waiting.line', { n: 3 })).toBe('3 entries are waiting to send');
  });

  it('fill places, and leave an unknown one visible', () => {
    expect(t('fact.sent', { time: '14:02' })).toBe('Sent to your clinic 14:02');
    expect(t('fact.sent')).toBe('Sent to your clinic {time}');
  });

  it.each(entries.filter(([, text]) => text.includes('|')))('%s has the forms that English needs', (_, text) => {
    expect(text.split('|').map((form) => form.slice(0, form.indexOf('=')))).toEqual(['one', 'other']);
  });

  it.each(entries.filter(([key]) => !isPublished(key)))('%s: sentences of 15 words at the most', (_, text) => {
    for (const form of text.split('|')) {
      for (const sentence of form.split(/[.!?:]/)) expect(sentence.trim().split(/\s+/).length).toBeLessThanOrEqual(16);
    }
  });

  it('never scold, promise or frighten', () => {
    const text = Object.values(en).join(' ').toLowerCase();
    for (const word of ['please enter', 'missed', 'streak', 'abnormal', 'healing crisis', 'don’t forget', 'failed']) {
      expect(text).not.toContain(word);
    }
  });
});

/** Flesch-Kincaid grade, with syllables counted as runs of vowels. */
function grade(text: string): number {
  const sentences = text.split(/[.!?]+\s|\|/).filter(Boolean).length;
  const words = text.match(/[a-z’']+/gi) ?? [];
  const syllables = words.map((word) =>
    Math.max(
      1,
      (
        word
          .toLowerCase()
          .replace(/e$/, '')
          .match(/[aeiouy]+/g) ?? []
      ).length,
    ),
  );
  return (
    0.39 * (words.length / sentences) + 11.8 * (syllables.reduce((sum, count) => sum + count, 0) / words.length) - 15.59
  );
}

it('can be read at the age of 9 to 11', () => {
  expect(
    grade(
      Object.values(en)
        .map((text) => text.replace(/[^.!?]$/, '$&.'))
        .join(' '),
    ),
  ).toBeLessThanOrEqual(5);
});

it('every key is used', async () => {
  const files = import.meta.glob('../../src/{patient,lib}/**/*.{ts,tsx}', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const source = Object.values(files).join('\n');
  const unused = entries.filter(([key]) => !source.includes(`'${key}'`) && !isBuilt(key));
  expect(unused.map(([key]) => key)).toEqual([]);
});

it('the first screens use the first words only', () => {
  const files = import.meta.glob('../../src/{patient,lib}/**/*.{ts,tsx}', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const isLater =
    /screens\/(?!Help|Pair|Today)|patient\/(adding|mine|online|reminding|standing)\/|parts\/(Allowed|Leave|Letter\w+|letter|TroubleCard)/;
  const source = Object.entries(files)
    .filter(([file]) => !isLater.test(file))
    .map(([, text]) => text)
    .join('\n');
  expect(Object.keys({ ...later, ...online }).filter((key) => source.includes(`'${key}'`))).toEqual([]);
});

it('what is kept on the phone uses no words that are not', () => {
  const files = import.meta.glob('../../src/{patient,lib}/**/*.{ts,tsx}', {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const kept = Object.entries(files).filter(
    ([file]) =>
      !/\/(online|reminding)\/|\/(Letters?|Reminders)\.tsx|parts\/(Letter|letter)|lib\/(letters|reminding)/.test(file),
  );
  const source = kept.map(([, text]) => text).join('\n');
  expect(Object.keys(online).filter((key) => source.includes(`'${key}'`))).toEqual([]);
});
