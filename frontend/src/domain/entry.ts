import type { components } from '../../api/types';
import type { Advice } from './advice';
import type { Level } from './catalogue';

type EntryShape = components['schemas']['EntryShape'];
export type SymptomReport = components['schemas']['SymptomShape'];
export type Change = components['schemas']['ChangeEnum'];

/** What a patient says in one entry: everything the server compares. `sent_at` is added when it is sent. */
export type Body = Required<Omit<EntryShape, 'sent_at'>>;

/** The server's answer about an entry. Its schema does not describe answers, so this is written by hand. */
export type Answer = Body & {
  id: string;
  patient: string;
  session: string | null;
  hours_since_session: number | null;
  revision: number;
  received_at: string;
  clock: 'ok' | 'skewed' | 'future_clamped';
  deleted_at: string | null;
  level: Level;
  advice: Advice[];
  seen: { by: string; at: string } | null;
  /** From when to say that nobody has seen what this entry raised. */
  unseen_after?: string | null;
  /** Who wrote it for the patient. */
  by_carer?: string | null;
  /** When a doctor has looked at what this entry says, as the patient told us. */
  checked?: { checked_at: string; note: string } | null;
};

/** Why an entry cannot be sent as it is. It is kept, and a person decides. */
export interface Trouble {
  kind: 'refused' | 'changed_elsewhere';
  detail: string;
  /** The server's copy, where it has one. */
  copy: Answer | null;
}

/** An entry on this phone. */
export interface Entry {
  id: string;
  patient: string;
  body: Body;
  isDeleted: boolean;
  /** When this phone kept the newest version (by its own clock). */
  savedAt: string;
  /** When this phone last heard of it from the server (by its own clock). */
  heardAt: string | null;
  answer: Answer | null;
  trouble: Trouble | null;
}

const EMPTY: Omit<Body, 'recorded_at' | 'time_zone'> = {
  course: null,
  nrs_average: null,
  nrs_worst: null,
  nrs_now: null,
  stiffness: null,
  activity_nrs: null,
  regions: [],
  symptoms: [],
  none_of_these: null,
  change: null,
  function: null,
  urgency: null,
  recalled: false,
  medicines: [],
  other_treatments: [],
  events: [],
  note: '',
  advice_shown: null,
  peg: null,
  activity: '',
};

export const emptyBody = (recordedAt: string, timeZone: string): Body => ({
  ...EMPTY,
  recorded_at: recordedAt,
  time_zone: timeZone,
});

/** The content of a server's copy, so that a correction loses nothing another phone wrote. */
export function bodyOf(answer: Answer): Body {
  const names = Object.keys(emptyBody('', '')) as (keyof Body)[];
  return Object.fromEntries(names.map((name) => [name, answer[name] ?? emptyBody('', '')[name]])) as unknown as Body;
}

/** The server's rule: a score, or a symptom, or the week's questions. */
export const saysSomething = (body: Body): boolean =>
  body.nrs_average !== null || body.symptoms.length > 0 || body.peg != null;

/** Tick or un-tick a symptom; "none of these" cannot stand beside one. */
export function withSymptom(body: Body, code: string, isTicked: boolean): Body {
  const others = body.symptoms.filter((report) => report.code !== code);
  const symptoms = isTicked ? [...others, { code, new: true }] : others;
  return { ...body, symptoms, none_of_these: symptoms.length > 0 ? null : body.none_of_these };
}

export const withNoneOfThese = (body: Body, isNone: boolean): Body => ({
  ...body,
  symptoms: isNone ? [] : body.symptoms,
  none_of_these: isNone || null,
});

/** The moment an entry is about: the server's where it had to correct the phone's clock. */
export const momentOf = (entry: Entry): string =>
  entry.answer && entry.answer.clock !== 'ok' ? entry.answer.recorded_at : entry.body.recorded_at;
