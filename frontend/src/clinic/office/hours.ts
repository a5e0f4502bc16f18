// Opening hours as they are typed: one line of periods for each day.
import { DAYS, type Day, type Hours } from '../ringing';

export type Lines = Record<Day, string>;
const PERIOD = /^([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]|24):([0-5]\d)$/;
/** What counts while nothing is set. */
const USUAL: Hours = Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, [['09:00', '18:00']]])) as Hours;

export function linesOf(hours: Hours): Lines {
  const shown = hours ?? USUAL;
  const lines = DAYS.map((day) => [day, (shown?.[day] ?? []).map(([from, until]) => `${from}-${until}`).join(', ')]);
  return Object.fromEntries(lines) as Lines;
}

/** The periods of one line in order; null when it cannot be read, or one ends before it starts. Midnight at the end is 00:00. */
export function periodsOf(line: string): [string, string][] | null {
  const found: [string, string][] = [];
  for (const text of line.split(',').map((each) => each.trim())) {
    if (text === '') continue;
    const [, hour = '', minute = '', endHour = '', endMinute = ''] = PERIOD.exec(text) ?? [];
    const from = `${hour.padStart(2, '0')}:${minute}`;
    const until = `${(endHour === '24' ? '00' : endHour).padStart(2, '0')}:${endMinute}`;
    if (hour === '' || (until !== '00:00' && until <= from)) return null;
    found.push([from, until]);
  }
  return found.sort(([one], [other]) => one.localeCompare(other));
}

/** The days whose line cannot be read. */
export function unreadable(lines: Lines): Day[] {
  return DAYS.filter((day) => periodsOf(lines[day]) === null);
}

export function hoursOfLines(lines: Lines): NonNullable<Hours> {
  const days = DAYS.map((day) => [day, periodsOf(lines[day]) ?? []] as const).filter(([, periods]) => periods.length);
  return Object.fromEntries(days) as NonNullable<Hours>;
}
