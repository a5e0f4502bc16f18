// The self-care card of a moment, by the server's own table and rules, so that it is right without a network too.
import data from 'virtual:self-care';
import { CATALOGUE, type Level } from './catalogue';

export interface Card {
  code: string;
  /** Keys of the catalogue's `self_care`, in reading order. */
  texts: string[];
}

interface Tick {
  code: string;
  new?: boolean | undefined;
}

const RANKS: Level[] = ['expected', 'practitioner', 'urgent', 'emergency'];
const LEVELS = new Map(CATALOGUE.symptoms.map((symptom) => [symptom.code, symptom.level]));
const { table } = data;

/**
 * The card `hours` after the treatment; null before it, after two weeks, and beside an emergency. `ticks` are all since the
 * treatment, `known` codes that were there before it. Source: clinical reference 1.5, 1.6, 1.7.
 */
export function cardAt(
  hours: number,
  ticks: readonly Tick[],
  known: readonly string[] = [],
  patchesAllowed = false,
): Card | null {
  const counted = new Set(
    ticks.filter((tick) => tick.new !== false || !data.only_new.includes(tick.code)).map((tick) => tick.code),
  );
  const ranks = [...counted].flatMap((code) => LEVELS.get(code) ?? []).map((level) => RANKS.indexOf(level));
  const level = RANKS[Math.max(-1, ...ranks)];
  const time = table.times.find((row) => row.from_hours <= hours && hours < row.until_hours);
  if (!time || level === 'emergency') return null;
  const texts = table.because_of
    .filter((row) => row.any_of.some((code) => counted.has(code)))
    .flatMap((row) => row.texts);
  if (level !== 'urgent') texts.push(...time.texts, ...(patchesAllowed ? table.patches : []));
  const held = new Set([...known, ...ticks.map((tick) => tick.code)]);
  const barred = new Set(
    table.never.filter((row) => row.any_of.some((code) => held.has(code))).flatMap((row) => row.texts),
  );
  const shown = texts.flatMap((text) => (barred.has(text) ? (table.instead[text] ?? []) : text));
  return { code: time.code, texts: [...new Set(shown)] };
}

export const FOOTER: string = table.footer;
