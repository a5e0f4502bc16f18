// The languages of the patient's app. Each is a file of its own, which only the phone that speaks it loads and keeps.

import { keep, kept } from '../lib/textSize';

export interface Language {
  code: string;
  /** In its own words. */
  name: string;
  dir?: 'rtl';
  /** Only for tests: nobody is offered it. */
  isPseudo?: true;
  load?: () => Promise<Spoken>;
}

/** What the file of a language holds. */
export interface Spoken {
  /** By key; those of shared parts as `ui.close`. */
  words: Record<string, string>;
  /** Translations of the catalogue's English texts, and of what else the server says. */
  texts: Record<string, string>;
  reviewed: boolean;
  /** The tag for days and numbers. */
  locale: string;
  disguise?: (text: string) => string;
}

export const LANGUAGES: readonly Language[] = [
  { code: 'en', name: 'English' },
  { code: 'es', name: 'Español', load: () => import('./es').then((file) => file.spoken()) },
  { code: 'zh-Hans', name: '简体中文', load: () => import('./zh-Hans').then((file) => file.spoken()) },
  { code: 'en-XA', name: '[Ëñg]', isPseudo: true, load: () => import('./pseudo').then((file) => file.long()) },
  {
    code: 'ar-XB',
    name: 'hsilgnE',
    dir: 'rtl',
    isPseudo: true,
    load: () => import('./pseudo').then((file) => file.mirrored()),
  },
];
const KEY = 'language';
const UNTOLD = 'language.untold';
const TRADITIONAL = /^zh-(hant|tw|hk|mo)/i;

/** What was chosen on this phone, else the first of its own languages that Ebb speaks. */
export function chosenLanguage(): Language {
  const [english] = LANGUAGES as [Language];
  const chosen = LANGUAGES.find((each) => each.code === kept(KEY));
  return chosen ?? navigator.languages.map(spokenAs).find((each) => each !== undefined) ?? english;
}

/** The language of a tag such as `es-MX`; Traditional Chinese is not Simplified Chinese. */
export function spokenAs(tag: string): Language | undefined {
  const main = tag.toLowerCase().split('-')[0];
  return LANGUAGES.find((each) => !each.isPseudo && !TRADITIONAL.test(tag) && each.code.split('-')[0] === main);
}

/** Keep the choice, and that the server is still to hear of it. */
export function rememberLanguage(code: string): void {
  keep(KEY, code);
  keep(UNTOLD, code);
}

/** Whether the server has to hear which language this phone speaks: one was chosen, or it is not English. */
export const isLanguageUntold = (): boolean =>
  kept(UNTOLD) !== null || (kept(KEY) === null && chosenLanguage().code !== 'en');

/** The server knows. */
export function languageTold(): void {
  keep(KEY, chosenLanguage().code);
  keep(UNTOLD, '');
}

/** This phone's own tag where it is of the language: dates as in Mexico for es-MX. */
export const localeFor = (code: string): string =>
  spokenAs(navigator.language)?.code === code ? navigator.language : code;
