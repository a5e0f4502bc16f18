// What the patient did about a warning sign, and which signs still wait for a doctor's look.
import { levelOf } from './advice';
import { type Body, type Entry, momentOf } from './entry';

const MINUTE_MS = 60_000;
const STILL_OPEN_MS = 14 * 24 * 60 * 60 * 1000;

/** When the patient said that they got help, the last time; null when they did not. */
export function gotHelpAt(body: Pick<Body, 'events'>): string | null {
  const said = (body.events as { code?: string; at?: string }[]).filter((event) => event.code === 'got_help');
  return said.at(-1)?.at ?? null;
}

/** Entries of the last two weeks with symptoms that ask for more than self-care and that no doctor has checked; newest first. */
export function openMatters(entries: readonly Entry[], checked: ReadonlySet<string>, now: number): Entry[] {
  return entries.filter(
    (entry) =>
      !entry.isDeleted &&
      entry.body.symptoms.length > 0 &&
      (entry.answer?.level ?? levelOf(entry.body.symptoms)) !== 'expected' &&
      !entry.answer?.checked &&
      !checked.has(entry.id) &&
      now - Date.parse(momentOf(entry)) < STILL_OPEN_MS,
  );
}

/** The newest entry since the treatment whose score alone was told to the clinic; nothing when none was. */
export function lastingTold(entries: readonly Entry[], treatedAt: string): Entry | undefined {
  return entries.find(
    ({ isDeleted, body, answer }) =>
      !isDeleted &&
      body.symptoms.length === 0 &&
      answer !== null &&
      answer.level !== 'expected' &&
      Date.parse(body.recorded_at) >= Date.parse(treatedAt),
  );
}

/**
 * The moment of a check as the server takes it: not ahead of now, not before the entry. A field has no seconds, so a
 * choice in the entry's own minute means the entry's moment.
 */
export function checkMoment(chosen: string, entryAt: string, now: number): string | 'future' | 'before' {
  const at = Date.parse(chosen);
  const earliest = Date.parse(entryAt);
  if (at > now) return 'future';
  if (at < Math.floor(earliest / MINUTE_MS) * MINUTE_MS) return 'before';
  return new Date(Math.max(at, earliest)).toISOString();
}
