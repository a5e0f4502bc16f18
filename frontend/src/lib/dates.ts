// Days and times as the person's own clock shows them.
import { locale, t } from '../i18n';

const DAY_MS = 24 * 60 * 60 * 1000;
export const ENGLISH = 'en-GB';

/** How a moment is written, in the language of this phone unless told otherwise. Made once for each language. */
function written(options: Intl.DateTimeFormatOptions): (instant: string, tag?: string) => string {
  const made = new Map<string, Intl.DateTimeFormat>();
  return (instant, tag = locale) => {
    const format = made.get(tag) ?? new Intl.DateTimeFormat(tag, options);
    made.set(tag, format);
    return format.format(new Date(instant));
  };
}

export const timeOf = written({ hour: '2-digit', minute: '2-digit' });
export const dateOf = written({ day: 'numeric', month: 'long' });
export const weekdayOf = written({ weekday: 'long', day: 'numeric', month: 'long' });

/** Days since 1970 in this phone's zone: two instants with the same number are the same day here. */
export function dayNumber(instant: string): number {
  const local = new Date(instant);
  return Math.round(Date.UTC(local.getFullYear(), local.getMonth(), local.getDate()) / DAY_MS);
}

/** "Today", "Yesterday", else the weekday and date. */
export function dayOf(instant: string, now: string): string {
  const ago = dayNumber(now) - dayNumber(instant);
  if (ago === 0) return t('day.today');
  return ago === 1 ? t('day.yesterday') : weekdayOf(instant);
}

/** "Yesterday, 14:02". */
export const whenOf = (instant: string, now: string): string =>
  t('day.at', { day: dayOf(instant, now), time: timeOf(instant) });

/** The time alone when it is today's, else with its day. */
export const shortWhenOf = (instant: string, now: string): string =>
  dayNumber(instant) === dayNumber(now)
    ? timeOf(instant)
    : t('day.at', { day: dateOf(instant), time: timeOf(instant) });

/** The value of an `<input type="datetime-local">` for an instant, and back. */
export function localInput(instant: string): string {
  const moment = new Date(instant);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const fromLocalInput = (value: string): string => new Date(value).toISOString();
export const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
export const nowInstant = (): string => new Date().toISOString();
