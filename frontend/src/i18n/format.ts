// Places and plurals, and the tag that days and numbers are written with.

export type Values = Record<string, string | number>;

/** The tag for `Intl`; set once, before anything is drawn: see `speak`. */
export let locale = navigator.language.startsWith('en') ? navigator.language : 'en-GB';
let plurals = new Intl.PluralRules(locale);
let disguise = (text: string): string => text;

/** From here on days, numbers and plurals are those of `tag`; `change` alters each text, for the languages of tests. */
export function speak(tag: string, change = disguise): void {
  locale = tag;
  plurals = new Intl.PluralRules(tag);
  disguise = change;
}

/** `{name}` filled; `one=…|other=…` chosen by `n`. */
export function fill(text: string, values: Values = {}): string {
  const shown = disguise(text);
  const chosen = shown.includes('other=') ? pluralOf(shown, Number(values.n)) : shown;
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

/** A number with one decimal, as the language writes it. */
export const withDecimal = (value: number): string =>
  value.toLocaleString(locale, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
