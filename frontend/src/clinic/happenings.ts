// What happened around an alert, in order of time, and where a curve marks it. Pure: numbers in the drawing, words in the list.
import { wordingOf } from './catalogue';
import { medicinesOf } from './entry-words';
import { timeOf } from './format';
import type { Alert, Session, Timeline } from './shapes';
import { words } from './words';

const HOUR_MS = 60 * 60 * 1000;
/** Marks closer than this part of the drawing stand as one: "2–4". */
const CLOSE = 1 / 30;

export interface Happening {
  at: string;
  hours: number;
  text: string;
}

/** Sessions, the entries that raised it, medicines, and what people did: from the session on. Hours are those since its end. */
export function happeningsOf(
  alert: Alert,
  session: Session,
  { sessions, entries }: Pick<Timeline, 'sessions' | 'entries'>,
  known: ReadonlyMap<string, string>,
): Happening[] {
  const say = words.around;
  const said = (kind: string, by: string | null, because: string) =>
    [words.event[kind] ?? kind, by, kind === 'noted' && because].filter(Boolean).join(', ');
  const found = [
    ...sessions.map(({ number, ended_at }) => ({ at: ended_at, text: say.session(number) })),
    ...entries.flatMap((entry) => [
      ...(alert.readings.includes(entry.id)
        ? [
            {
              at: entry.recorded_at,
              text: say.cause(
                [
                  entry.nrs_average === null ? null : words.entry.severity(entry.nrs_average),
                  ...entry.symptoms.map(({ code }) => wordingOf(known, code)),
                ]
                  .filter(Boolean)
                  .join(', '),
              ),
            },
          ]
        : []),
      ...(medicinesOf(entry) ? [{ at: entry.recorded_at, text: words.entry.medicines(medicinesOf(entry)) }] : []),
    ]),
    ...(alert.events ?? [])
      .filter(({ kind }) => say.told.includes(kind))
      .map(({ at, kind, by, because }) => ({ at, text: say.alert(said(kind, by, because)) })),
  ];
  return found
    .map(({ at, text }) => ({ at, text, hours: hoursFrom(session.ended_at, at) }))
    .filter(({ hours }) => hours >= 0)
    .sort((one, other) => one.hours - other.hours)
    .map(({ text, ...each }) => ({ ...each, text: `${timeOf(each.at)}: ${text}` }));
}

function hoursFrom(ended: string, at: string): number {
  return (new Date(at).getTime() - new Date(ended).getTime()) / HOUR_MS;
}

/** Marks for a drawing of so many hours, named by the places of what they stand for in the list. */
export function marksOf(happenings: readonly Happening[], hours: number): { hours: number; label: string }[] {
  const groups: { hours: number; first: number; last: number }[] = [];
  happenings.forEach((each, index) => {
    const before = groups.at(-1);
    if (each.hours > hours) return;
    if (before && each.hours - before.hours < hours * CLOSE) before.last = index + 1;
    else groups.push({ hours: each.hours, first: index + 1, last: index + 1 });
  });
  return groups.map(({ hours: at, first, last }) => ({
    hours: at,
    label: first === last ? `${first}` : `${first}–${last}`,
  }));
}
