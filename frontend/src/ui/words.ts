// The words of the shared parts. The practitioner's app speaks English; the patient's learns others.
import { fill, withDecimal } from '../i18n/format';

export const words = {
  problem: 'There is a problem',
  errorTitle: 'Error: ',
  close: 'Close',
  asTable: 'Show as a table',
  hideTable: 'Hide the table',
  table: 'The curve as a table',
  noReadings: 'No scores yet.',
  chartCaption:
    'Inner band: half of people like this. Outer band: 8 in 10. Dashed line: the middle. A break in the line means days without a score.',
  chartAxisX: 'days since the session',
  band80: '8 in 10',
  band50: 'half',
  median: 'middle',
  you: 'you',
  tableScores: 'Scores since the session, 0 to 10',
  tableExpected: 'Expected scores, by day',
  columnWhen: 'Time since the session',
  columnScore: 'Score',
  columnExpected: 'Expected',
  columnHalf: 'Half of people',
  columnMiddle: 'Middle',
  columnDay: 'Day',
  above: 'above what is expected',
  anchors: '0 is no pain. 10 is pain as bad as you can imagine.',
  noPain: 'No pain',
  none: 'No pain',
  mild: 'Mild',
  moderate: 'Moderate',
  severe: 'Severe',
  gap: 'No score for {duration}.',
  range: '{low} to {high}',
  underAnHour: 'under 1 hour',
  hours: 'one={n} hour|other={n} hours',
  days: 'one={n} day|other={n} days',
  daysAndHours: '{days} {hours} h',
};
export type UiWord = keyof typeof words;

/** The words of another language: those whose key is `ui.` and a name. */
export function learnUiWords(learnt: Record<string, string>): void {
  for (const [key, text] of Object.entries(learnt)) {
    if (key.startsWith('ui.')) words[key.slice(3) as UiWord] = text;
  }
}

/** The words of a shared part. */
export const say = (word: UiWord, values?: Record<string, string | number>): string => fill(words[word], values);

export const range = (low: number, high: number): string =>
  say('range', { low: withDecimal(low), high: withDecimal(high) });

/** How long, in hours up to two days. */
export function duration(hours: number): string {
  const whole = Math.round(hours);
  if (whole < 1) return say('underAnHour');
  if (whole < 48) return say('hours', { n: whole });
  const days = say('days', { n: Math.floor(whole / 24) });
  return whole % 24 === 0 ? days : say('daysAndHours', { days, hours: whole % 24 });
}
