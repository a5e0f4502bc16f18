import data from 'virtual:catalogue';

export type Level = 'emergency' | 'urgent' | 'practitioner' | 'expected';

export interface Symptom {
  code: string;
  level: Level;
  group: string;
  wording: string;
  regions: string[];
  ask_for_days: number;
  advice?: string;
  /** A key of `self_care`. */
  tip?: string;
  actions?: string[];
  /** Good news, which needs no advice. */
  welcome?: true;
}

export interface AdviceText {
  code: string;
  level: Level;
  title: string;
  lines: string[];
  actions: string[];
  item_line?: string;
}

export interface Numbers {
  emergency_number: string;
  ed: string;
  urgent_line: string;
  crisis_line: string;
}

export interface Catalogue {
  version: string;
  question: string;
  closing_line: string;
  levels: { code: Level; title: string }[];
  groups: { code: string; title: string }[];
  symptoms: Symptom[];
  extra_check_boxes: { code: string; wording: string; asked_with: string[] }[];
  advice: AdviceText[];
  self_care: Record<string, string>;
  emergency_numbers: Record<string, Numbers> & { default: Numbers };
}

/** The signed-off catalogue this build was made with. It is on the phone before anything goes wrong. */
export const CATALOGUE: Catalogue = data;

const translations = new Map<string, string>();
let otherwise = (english: string): string => english;

/**
 * The translations of a language. The English text is the key, so that none is ever of an older wording. What has none is said
 * as `change` says it.
 */
export function learnTexts(texts: Record<string, string>, change = otherwise): void {
  for (const [english, said] of Object.entries(texts)) translations.set(english, said);
  otherwise = change;
}

/** A text of the catalogue, or of the server, in the language of this phone; the text itself where there is no translation. */
export const inWords = (english: string): string => translations.get(english) ?? otherwise(english);

const WORDINGS = new Map(
  [...CATALOGUE.symptoms, ...CATALOGUE.extra_check_boxes].map((each) => [each.code, each.wording]),
);

/** The catalogue's English words for a code; a code of a newer catalogue stays readable. */
export const englishOf = (code: string): string => WORDINGS.get(code) ?? code.replaceAll('-', ' ');

/** The patient's words for a code. */
export const wordingOf = (code: string): string => inWords(englishOf(code));

/** Numbers of a country (ISO code); 112 where none is listed. */
export function numbersOf(country: string | undefined): Numbers {
  return CATALOGUE.emergency_numbers[country?.toUpperCase() ?? 'default'] ?? CATALOGUE.emergency_numbers.default;
}
