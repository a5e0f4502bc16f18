// Two languages that nobody speaks. They show what no translator has to find: words that do not fit, and what is not mirrored.
import type { Spoken } from './languages';

const FROM = 'aeiouAEIOUcnsy';
const TO = 'áéíóúÁÉÍÓÚçñšý';
const VOWEL = /[aeiou]/gi;
/** Places, and the names of plural forms: they stay as they are. */
const KEPT = /(\{\w+\}|(?:^|\|)(?:one|other)=|\|)/;
const NOTHING = { words: {}, texts: {}, reviewed: false, locale: 'en-GB' };

/** Accents, and 40 % longer: longer than most languages make their English. */
export const long = (): Spoken => ({
  ...NOTHING,
  disguise: between((text) => {
    const accented = text.replace(VOWEL, '$&$&').replace(/\w/g, (letter) => TO[FROM.indexOf(letter)] ?? letter);
    return /\w/.test(text) ? accented + '~'.repeat(Math.ceil(text.length / 9)) : text;
  }),
});

/** English drawn from right to left. */
export const mirrored = (): Spoken => ({
  ...NOTHING,
  disguise: between((text) => (/\w/.test(text) ? `\u202e${text}\u202c` : text)),
});

const between = (change: (text: string) => string) => (text: string) =>
  text
    .split(KEPT)
    .map((part, place) => (place % 2 === 0 ? change(part) : part))
    .join('');
