import { describe, expect, it } from 'vitest';
import first from '../../src/i18n/en.json';
import later from '../../src/i18n/en.later.json';
import online from '../../src/i18n/en.online.json';
import { LANGUAGES, spokenAs } from '../../src/i18n/languages';
import { words as ui } from '../../src/ui/words';

const english: Record<string, string> = {
  ...first,
  ...later,
  ...online,
  ...Object.fromEntries(Object.entries(ui).map(([key, text]) => [`ui.${key}`, text])),
};
const files = import.meta.glob<{ default: Record<string, string> }>(['../../src/i18n/*.json', '!**/en*.json'], {
  eager: true,
});
const languages = Object.entries(files).map(([file, { default: words }]) => ({
  code: file.replace(/.*\/|\.json/g, ''),
  words,
}));
const places = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
const forms = (text: string) => text.split('|').map((form) => form.slice(0, form.indexOf('=')));
const isPlural = (text: string) => text.includes('other=');

it('each language that is offered has its file, and each file is offered', () => {
  const offered = LANGUAGES.filter((each) => !each.isPseudo).map((each) => each.code);
  expect(['en', ...languages.map((each) => each.code)].sort()).toEqual(offered.sort());
});

describe.each(languages)('$code', ({ code, words }) => {
  it('has every word of English', () => {
    const missing = Object.keys(english).filter((key) => !words[key]);
    const lines = missing.map((key) => `\n  "${key}": "…",   (English: ${english[key]})`);
    expect(missing, `add to frontend/src/i18n/${code}.json, translated:${lines.join('')}\n`).toEqual([]);
  });

  it('has no word that English has not', () => {
    const left = Object.keys(words).filter((key) => !(key in english));
    expect(left, `take out of frontend/src/i18n/${code}.json`).toEqual([]);
  });

  it('fills the same places', () => {
    const other = Object.keys(english).filter(
      (key) => words[key] && places(words[key]).join() !== places(english[key] ?? '').join(),
    );
    // A plural may leave the number out where the word for it says it.
    const wrong = other.filter((key) => !isPlural(english[key] ?? ''));
    expect(wrong, `the {places} differ from English in frontend/src/i18n/${code}.json`).toEqual([]);
  });

  it('has the plural forms of its own language', () => {
    const needed = [...new Intl.PluralRules(code).resolvedOptions().pluralCategories].sort();
    const plural = Object.keys(english).filter((key) => isPlural(english[key] ?? ''));
    expect(plural.length).toBeGreaterThan(5);
    const wrong = plural.filter(
      (key) =>
        forms(words[key] ?? '')
          .sort()
          .join() !== needed.join(),
    );
    expect(wrong, `frontend/src/i18n/${code}.json: a plural has the forms ${needed.join(', ')}`).toEqual([]);
  });
});

it.each([
  ['en-US', 'en'],
  ['es-MX', 'es'],
  ['zh-CN', 'zh-Hans'],
  ['zh', 'zh-Hans'],
  ['zh-TW', undefined],
  ['zh-Hant-HK', undefined],
  ['fr', undefined],
  ['ar-XB', undefined],
])('a phone set to %s is offered %s', (tag, code) => {
  expect(spokenAs(tag)?.code).toBe(code);
});
