import en from './en.json';
import type later from './en.later.json';
import type online from './en.online.json';

/** English is the type: a key that is missing in another language is an error of the compiler. */
export type Key = keyof typeof en | keyof typeof later | keyof typeof online;
type Values = Record<string, string | number>;

const catalogue: Partial<Record<string, string>> = {};
learn(en);
export const locale = navigator.language.startsWith('en') ? navigator.language : 'en-GB';
const plurals = new Intl.PluralRules(locale);

/** The words for a key, with `{name}` filled; `one=…|other=…` chooses by `n`. */
export function t(key: Key, values: Values = {}): string {
  const text = catalogue[key] ?? key;
  const chosen = text.includes('other=') ? pluralOf(text, Number(values.n)) : text;
  return chosen.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}

function pluralOf(text: string, n: number): string {
  const forms = new Map(text.split('|').map((form) => split(form)));
  return forms.get(plurals.select(n)) ?? forms.get('other') ?? text;
}

function split(form: string): [string, string] {
  const at = form.indexOf('=');
  return [form.slice(0, at), form.slice(at + 1)];
}

/** The words of the screens that are opened later; each of those waits for them. */
export async function loadLaterWords(): Promise<void> {
  learn((await import('./en.later.json')).default);
}

/** The words of the screens that need the server anyway. */
export async function loadOnlineWords(): Promise<void> {
  learn((await import('./en.online.json')).default);
}

/** The build writes words by number, one to a line: see vite/shortKeys.ts. Elsewhere there are names only. */
function learn({ '': lines = '', ...named }: Record<string, string>): void {
  const [first, ...texts] = lines.split('\n');
  for (const [place, text] of texts.entries()) if (text) catalogue[Number(first) + place] = text;
  Object.assign(catalogue, named);
}
