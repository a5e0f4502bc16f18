import { learnTexts } from '../domain/catalogue';
import { learnUiWords } from '../ui/words';
import en from './en.json';
import type later from './en.later.json';
import type online from './en.online.json';
import { fill, speak, type Values } from './format';
import { chosenLanguage, type Language } from './languages';

export { locale } from './format';

/** English is the type: a key that no file knows is an error of the compiler. */
export type Key = keyof typeof en | keyof typeof later | keyof typeof online;
type Words = Partial<Record<string, string>>;

const english: Words = {};
const own: Words = {};
learn(english, en);

/** The language of this phone, once `loadLanguage` is done. */
export let language: Language = { code: 'en', name: 'English' };
/** Whether English has to stand beside what a person is to do, because no clinician has read the translation. */
export let isUnreviewed = false;

/** The words for a key, with `{name}` filled; `one=…|other=…` chooses by `n`. */
export const t = (key: Key, values?: Values): string => fill(own[key] ?? english[key] ?? key, values);

/** The English words for a key, whatever the language. */
export const inEnglish = (key: Key, values: Values = {}): string =>
  (english[key] ?? key).replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));

/** The words of the screens that are opened later; each of those waits for them. */
export async function loadLaterWords(): Promise<void> {
  learn(english, (await import('./en.later.json')).default);
}

/** The words of the language that was chosen, before anything is drawn. Without its file the app speaks English. */
export async function loadLanguage(): Promise<void> {
  const chosen = chosenLanguage();
  const root = document.documentElement;
  try {
    const spoken = await chosen.load?.();
    if (!spoken) return;
    learn(own, spoken.words);
    learnUiWords(spoken.words);
    learnTexts(spoken.texts, spoken.disguise);
    speak(spoken.locale, spoken.disguise);
    language = chosen;
    isUnreviewed = !spoken.reviewed;
  } catch {
    // Not on this phone yet, and no network: English is better than nothing.
  } finally {
    root.lang = language.code === 'en' ? 'en-GB' : language.code;
    root.dir = language.dir ?? 'ltr';
    // What the home screen will be told.
    const manifest = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
    if (manifest && language.load) manifest.href += `?lang=${language.code}`;
  }
}

/** The words of the screens that need the server anyway. */
export async function loadOnlineWords(): Promise<void> {
  learn(english, (await import('./en.online.json')).default);
}

/** The build writes words by number, one to a line: see vite/shortKeys.ts. Elsewhere there are names only. */
function learn(words: Words, { '': lines = '', ...named }: Record<string, string>): void {
  const [first, ...texts] = lines.split('\n');
  for (const [place, text] of texts.entries()) if (text) words[Number(first) + place] = text;
  Object.assign(words, named);
}
