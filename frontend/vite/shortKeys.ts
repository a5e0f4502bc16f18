import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';
import { isBuilt } from './builtKeys.ts';

const FOLDER = path.join(import.meta.dirname, '..', 'src', 'i18n');
const FILES = ['en.json', 'en.later.json', 'en.online.json'];
const SOURCE = /\/src\/(patient|lib)\/.*\.tsx?$/;
const WORDS = /\/src\/i18n\/[\w.-]+\.json$/;
const LITERAL = /(=?)(['"])([A-Za-z]+(?:\.[\w-]+)+)\2/g;

type Words = Record<string, string>;

/**
 * In the build, words have numbers instead of the names of their keys, and stand one to a line: the names were a tenth of the
 * app. `learn` in src/i18n/index.ts reads the lines. Keys that the code puts together from a value keep their names.
 */
export function shortKeys(): Plugin {
  const numbers = numbersOf(FILES.map((file) => JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as Words));
  return {
    name: 'ebb-short-keys',
    enforce: 'pre',
    apply: 'build',
    transform(code, id) {
      if (WORDS.test(id)) return { code: JSON.stringify(inLines(JSON.parse(code) as Words, numbers)), map: null };
      return SOURCE.test(id) ? { code: withNumbers(code, numbers), map: null } : undefined;
    },
  };
}

/** A number for each key that some file names whole, in the order of the catalogues. */
export function numbersOf(catalogues: readonly Words[]): Map<string, number> {
  const keys = catalogues.flatMap((words) => Object.keys(words)).filter((key) => !isBuilt(key));
  return new Map(keys.map((key, number) => [key, number]));
}

/** Source text with the number of each key in its place; as an attribute it stays a string. */
export function withNumbers(code: string, numbers: ReadonlyMap<string, number>): string {
  return code.replace(LITERAL, (all, equals: string, mark: string, key: string) => {
    const number = numbers.get(key);
    if (number === undefined) return all;
    return equals ? `=${mark}${number}${mark}` : String(number);
  });
}

/** `''` holds the first number and then a line for each number from it on; an empty line is a word that is missing. */
export function inLines(words: Words, numbers: ReadonlyMap<string, number>): Words {
  const numbered = Object.entries(words).flatMap(([key, text]) => {
    const number = numbers.get(key);
    return number === undefined ? [] : [[number, text] as const];
  });
  const first = Math.min(...numbered.map(([number]) => number));
  const lines: string[] = [];
  for (const [number, text] of numbered) lines[number - first] = text;
  const named = Object.entries(words).filter(([key]) => !numbers.has(key));
  return { '': [first, ...Array.from(lines, (line) => line ?? '')].join('\n'), ...Object.fromEntries(named) };
}
