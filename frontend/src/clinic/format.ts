// Moments in words. Times are shown in the browser's own zone, the one in which the practitioner also types them; visits, which
// another system has booked by the clinic's clock, in the clinic's.
import { words } from './words';

const LOCALE = 'en-GB';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' });
const DAY_AND_CLOCK = {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
} as const;
const dayAndClock = new Intl.DateTimeFormat(LOCALE, DAY_AND_CLOCK);
const fullDay = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric' });
const dayHeading = new Intl.DateTimeFormat(LOCALE, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });

/** "14:02" today, else "Mon 3 Mar, 14:02". */
export function timeOf(instant: string | Date, now: Date = new Date()): string {
  const moment = new Date(instant);
  return isSameDay(moment, now) ? clock.format(moment) : dayAndClock.format(moment);
}

/** "Mon 3 Mar, 14:02" by the clock of a zone, wherever the browser is. */
export function timeIn(zone: string, instant: string): string {
  return new Intl.DateTimeFormat(LOCALE, { ...DAY_AND_CLOCK, timeZone: zone }).format(new Date(instant));
}

export function clockOf(instant: string | Date): string {
  return clock.format(new Date(instant));
}

export function dayOf(instant: string | Date): string {
  return dayHeading.format(new Date(instant));
}

/** "3 March 2026" */
export function shortDayOf(instant: string | Date): string {
  return fullDay.format(new Date(instant));
}

/** A date without a time, such as a birth date. It has no zone, so none may move it. */
export function dateOf(isoDate: string): string {
  const [year = 0, month = 1, day = 1] = isoDate.split('-').map(Number);
  return fullDay.format(new Date(year, month - 1, day));
}

/** How long between two moments, in one unit: "40 s", "12 min", "5 h", "3 days". */
export function spanOf(milliseconds: number): string {
  const span = Math.abs(milliseconds);
  if (span < MINUTE) return words.time.seconds(Math.round(span / SECOND));
  if (span < HOUR) return words.time.minutes(Math.floor(span / MINUTE));
  if (span < 2 * DAY) return words.time.hours(Math.floor(span / HOUR));
  return words.time.days(Math.floor(span / DAY));
}

export function agoOf(instant: string, now: Date): string {
  const span = now.getTime() - new Date(instant).getTime();
  return span < 0 ? words.time.inFuture(spanOf(span)) : agoInWords(span);
}

export function agoInWords(span: number): string {
  return span < 5 * SECOND ? words.time.now : words.time.ago(spanOf(span));
}

/** A moment as `<input type="datetime-local">` wants it, in the browser's zone. */
export function inputOf(moment: Date): string {
  const shifted = new Date(moment.getTime() - moment.getTimezoneOffset() * MINUTE);
  return shifted.toISOString().slice(0, 16);
}

/** The instant of such an input, or null when nothing readable was typed. */
export function instantOf(input: string): string | null {
  const moment = new Date(input);
  return input === '' || Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}

function isSameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}

/** An SVG as the source of a picture. Inside a page it needs no namespace; as a picture of its own it does. */
export function pictureOf(svg: string): string {
  const whole = svg.includes('xmlns=') ? svg : svg.replace('<svg', '<svg xmlns="http://www.w3.org/2000/svg"');
  return `data:image/svg+xml,${encodeURIComponent(whole)}`;
}
