import { type AdviceText, CATALOGUE, type Level, numbersOf, type Symptom } from './catalogue';
import type { SymptomReport } from './entry';

/** One block of advice as it is read: worst block first, lines in reading order. */
export interface Advice {
  code: string;
  level: Level;
  title: string;
  lines: string[];
  actions: string[];
  /** The same in the patient's language, from the server; absent or null where that is English. */
  said?: { language: string; title: string; lines: string[] } | null;
}

/** What the phone knows about the person without a network; what is missing leaves its lines out. */
export interface AdviceFacts {
  country?: string | undefined;
  clinicPhone?: string | undefined;
  treatment?: { modality: string; regions: string[]; date: string; dateTime: string } | undefined;
}

/** A text of the catalogue in the language it is to be read in. */
type Say = (english: string) => string;

const WORST_FIRST: Level[] = ['emergency', 'urgent', 'practitioner', 'expected'];
const TEXT_OF: Record<Level, string> = {
  emergency: 'ADV-E',
  urgent: 'ADV-U',
  practitioner: 'ADV-P',
  expected: 'ADV-X',
};

/** What judging found in the entry: a code, its level, and for a combination its symptoms and its own line. */
export interface Found {
  code: string;
  level: Level;
  codes: string[];
  advice?: string | undefined;
}

/**
 * Advice for what is ticked, from the shipped catalogue alone: the same blocks as the server's. What was `found` can
 * only add: a combination's line comes first, and its symptoms are shown at its level.
 *
 * `say` gives each text of the catalogue in the language it is to be read in; the facts are in that language already.
 *
 * Nobody has been told yet, so no line that says so is shown: `practitioner` and `reply_by` have no value here, and a
 * line with an empty place is left out, as the server does it.
 */
export function adviceFor(
  reports: readonly SymptomReport[],
  facts: AdviceFacts,
  found: readonly Found[] = [],
  say: Say = (english) => english,
): Advice[] {
  const ticked = new Set(reports.map((report) => report.code));
  const shown = CATALOGUE.symptoms
    .filter((symptom) => ticked.has(symptom.code) && !symptom.welcome)
    .map((symptom) => ({ symptom, level: raised(symptom, found) }));
  const together = found.filter((each) => each.advice);
  const used = new Set([...shown, ...together].map((each) => each.level));
  const serious = used.has('emergency') || used.has('urgent');
  const values = valuesOf(facts, say);
  return WORST_FIRST.filter((level) => used.has(level) && !(serious && level === 'expected')).map((level) => {
    const lines = together.flatMap((each) => (each.level === level ? (each.advice ?? []) : []));
    const symptoms = shown.filter((each) => each.level === level).map((each) => each.symptom);
    return gathered(level, symptoms, lines, (text) => filled(say(text), values), say);
  });
}

/** The symptom's own level, or the worse one of what it is part of. */
function raised(symptom: Symptom, found: readonly Found[]): Level {
  const about = found.filter((each) => each.code === symptom.code || each.codes.includes(symptom.code));
  const levels = [symptom.level, ...about.map((each) => each.level)];
  return WORST_FIRST.find((level) => levels.includes(level)) ?? symptom.level;
}

/** The worst level among ticked codes; `expected` without any. */
export function levelOf(reports: readonly SymptomReport[]): Level {
  const ticked = new Set(reports.map((report) => report.code));
  const levels = new Set(CATALOGUE.symptoms.filter((each) => ticked.has(each.code)).map((each) => each.level));
  return WORST_FIRST.find((level) => levels.has(level)) ?? 'expected';
}

export const isSerious = (level: Level): boolean => level === 'emergency' || level === 'urgent';

function gathered(level: Level, symptoms: Symptom[], together: string[], read: Say, say: Say): Advice {
  const text = textOf(level);
  const title = read(text.title);
  const limits = level === 'expected' ? symptoms.map((each) => limitLine(text, each, say)) : [];
  const tips = symptoms.map((each) => CATALOGUE.self_care[each.tip ?? ''] ?? '');
  // A text whose title claims that somebody was told is not true yet; the symptoms' own lines are.
  const own = isWhole(title) ? text.lines : [];
  const [before, after] = [
    [...together, ...symptoms.map((each) => each.advice ?? '')],
    [...tips, ...own],
  ];
  return {
    code: text.code,
    level,
    title: isWhole(title) ? title : say(levelTitle(level)),
    lines: unique([...before.map(read), ...limits, ...after.map(read)].filter(isWhole)),
    actions: unique([...text.actions, ...symptoms.flatMap((each) => each.actions ?? [])]),
  };
}

function textOf(level: Level): AdviceText {
  const found = CATALOGUE.advice.find((text) => text.code === TEXT_OF[level]);
  if (!found) throw new Error(`The catalogue has no advice for ${level}.`);
  return found;
}

const levelTitle = (level: Level): string => CATALOGUE.levels.find((each) => each.code === level)?.title ?? '';

function limitLine(text: AdviceText, symptom: Symptom, say: Say): string {
  const count = symptom.ask_for_days;
  const days = count === 1 ? say('1 day') : say('{n} days').replace('{n}', String(count));
  return say(text.item_line ?? '')
    .replace('{wording}', say(symptom.wording))
    .replace('{limit}', days);
}

function valuesOf({ country, clinicPhone, treatment }: AdviceFacts, say: Say): Map<string, string> {
  const values = new Map(Object.entries(numbersOf(country)).map(([name, text]) => [name, say(text)]));
  if (clinicPhone) values.set('clinic_phone', clinicPhone);
  if (treatment) {
    values.set('treatment', say(treatment.modality.replaceAll('-', ' ')));
    values.set('body_area', treatment.regions.map((region) => say(region.replaceAll('-', ' '))).join(', '));
    values.set('date', treatment.date);
    values.set('date_time', treatment.dateTime);
  }
  return values;
}

const filled = (text: string, values: Map<string, string>): string =>
  text.replace(/\{([a-z_]+)\}/g, (place, name: string) => values.get(name) ?? place);
const isWhole = (text: string): boolean => text !== '' && !text.includes('{');
const unique = (texts: string[]): string[] => [...new Set(texts)];
