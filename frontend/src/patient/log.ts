// The entry that is being written now: a draft until it is saved, then each change is a new version of it.
import { computed, signal } from '@preact/signals';
import { isSerious, levelOf } from '../domain/advice';
import { CATALOGUE } from '../domain/catalogue';
import {
  type Body,
  type Change,
  type Entry,
  emptyBody,
  saysSomething,
  withNoneOfThese,
  withSymptom,
} from '../domain/entry';
import { nowInstant, timeZone } from '../lib/dates';
import { entries, me, showKept } from '../lib/diary';
import { keepFact, readFact } from '../lib/facts';
import { saveEntry } from '../lib/keeping';
import { sendSaved } from '../lib/sync';
import { uuid7 } from '../lib/uuid7';

const TYPING_MS = 900;
// A draft's time and time zone: those of the moment it is saved. To learn a zone takes a phone too long to do it at a start.
const NOW = '';

export const body = signal<Body>(blank());
/** The saved entry that changes go into; null while it is a draft. */
export const entryId = signal<string | null>(null);
/** The phone refused to keep it (no space, a dead database). */
export const cannotSave = signal(false);
export const wasRestored = signal(false);
export const savedEntry = computed(() => entries.value.find((entry) => entry.id === entryId.value));

let sending: ReturnType<typeof setTimeout> | undefined;
let keeping: Promise<void> | undefined;
const unwritten = new Map<string, Entry>();

function blank(): Body {
  return emptyBody(NOW, NOW);
}

export async function restoreDraft(): Promise<void> {
  const draft = await readFact('draft');
  if (!draft) return;
  body.value = draft.body;
  wasRestored.value = true;
}

/** Begin a new entry. */
export function begin(): void {
  body.value = blank();
  entryId.value = null;
  wasRestored.value = false;
}

/** Go on with an entry that was saved before. */
export function reopen(entry: Entry): void {
  body.value = entry.body;
  entryId.value = entry.id;
  wasRestored.value = false;
}

/** Change any parts of the entry; they are sent after a moment. */
export const alter = (changes: Partial<Body>): void => change({ ...body.value, ...changes });
export const setScore = (nrs: number): void => change({ ...body.value, nrs_average: nrs });
export const setCompared = (compared: Change): void => change({ ...body.value, change: compared }, 0);
export const setNote = (note: string): void => change({ ...body.value, note });
export const setNone = (isNone: boolean): void => change(withNoneOfThese(body.value, isNone), 0);

/** A time that is over: a day later it counts as remembered, not as felt. */
export function setWhen(instant: string): void {
  const isRecalled = Date.now() - Date.parse(instant) > 12 * 60 * 60 * 1000;
  change({ ...body.value, recorded_at: instant, recalled: isRecalled }, 0);
}

export function tick(code: string, isTicked: boolean): void {
  const next = withSymptom(body.value, code, isTicked);
  const codes = new Set([...(body.value.advice_shown?.codes ?? []), ...(isTicked ? [code] : [])]);
  const advice_shown = { catalogue_version: CATALOGUE.version, codes: [...codes] };
  const serious = isSerious(levelOf([{ code, new: true }]));
  change({ ...next, advice_shown }, serious ? 0 : TYPING_MS);
}

/** Keep the entry on this phone, and start sending it. False when the phone refuses. */
export async function save(): Promise<boolean> {
  if (!me.value?.patient || !saysSomething(body.value)) return false;
  const { recorded_at, time_zone } = body.value;
  body.value = { ...body.value, recorded_at: recorded_at || nowInstant(), time_zone: time_zone || timeZone() };
  entryId.value ??= uuid7();
  await keepNewest(entryNow(entryId.value));
  if (!cannotSave.value) void sendSaved();
  return !cannotSave.value;
}

/** Writes an entry's newest version; what is typed during a write is written after it, once. */
function keepNewest(entry: Entry): Promise<void> {
  unwritten.set(entry.id, entry);
  keeping ??= writeAll().finally(() => {
    keeping = undefined;
  });
  return keeping;
}

async function writeAll(): Promise<void> {
  for (const [id, entry] of unwritten) {
    unwritten.delete(id);
    await keep(entry);
  }
}

function entryNow(id: string): Entry {
  const known = entries.value.find((each) => each.id === id);
  return {
    id,
    patient: me.value?.patient ?? '',
    body: body.value,
    isDeleted: false,
    savedAt: nowInstant(),
    heardAt: known?.heardAt ?? null,
    answer: known?.answer ?? null,
    trouble: null,
  };
}

async function keep(entry: Entry): Promise<void> {
  try {
    const kept = await saveEntry(entry, true);
    if (kept) showKept(...kept);
    cannotSave.value = false;
    wasRestored.value = false;
  } catch {
    cannotSave.value = true;
    if (!entries.value.some((each) => each.id === entry.id)) entryId.value = null;
  }
}

/** A draft is kept as it is typed. So is a saved entry; it is sent after a moment, because more may follow. */
function change(next: Body, sendAfterMs = TYPING_MS): void {
  body.value = next;
  clearTimeout(sending);
  if (entryId.value === null) void keepDraft(next);
  else if (saysSomething(next)) {
    const kept = keepNewest(entryNow(entryId.value));
    sending = setTimeout(() => void kept.then(sendSaved), sendAfterMs);
  }
}

async function keepDraft(draft: Body): Promise<void> {
  try {
    await keepFact('draft', { entry: null, body: draft });
  } catch {
    // The form still holds it; saving says so when that fails too.
  }
}
