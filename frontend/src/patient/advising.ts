// What the phone knows for advice, without a network: the clinic's country and phone, and the last treatment.
import { computed, signal } from '@preact/signals';
import type { AdviceFacts, Found } from '../domain/advice';
import type { Session } from '../domain/answers';
import { numbersOf } from '../domain/catalogue';
import type { Body } from '../domain/entry';
import { timeOf, weekdayOf } from '../lib/dates';
import { loadDiary, me, shownEntries } from '../lib/diary';
import { readFact } from '../lib/facts';
import { firstLook, readSessions } from '../lib/sync';

/** The patient's sessions, newest first. */
export const sessions = signal<Session[]>([]);

const LONGEST_WAIT_MS = 4000;
let isLooking = false;
let tellLooked: () => void;
/** Until this phone holds what stands below the question, or has asked for it. What came bit by bit would push the rest about. */
export const hasLooked = new Promise<void>((resolve) => {
  tellLooked = resolve;
});

export async function loadSessions(): Promise<void> {
  const isFirst = !isLooking;
  isLooking = true;
  if (isFirst) setTimeout(tellLooked, LONGEST_WAIT_MS);
  const kept = await readFact('sessions');
  sessions.value = kept ?? [];
  if (isFirst && kept) tellLooked();
  sessions.value = await readSessions();
  if (!isFirst || kept) return;
  await firstLook;
  await loadDiary();
  tellLooked();
}

/** The clinic's country; before pairing, the country this phone is set to. */
const country = computed(() => me.value?.clinic?.country ?? new Intl.Locale(navigator.language).region);

export const numbers = computed(() => numbersOf(country.value));
export const clinicPhone = computed(() => me.value?.clinic?.phone || undefined);

export const adviceFacts = computed(() => factsIn());

/** What advice is filled with, its days written in the language of this phone or in that of `tag`. */
export function factsIn(tag?: string): AdviceFacts {
  const last = sessions.value[0];
  return {
    country: country.value,
    clinicPhone: clinicPhone.value,
    treatment: last && {
      modality: last.modality,
      regions: last.regions,
      date: weekdayOf(last.ended_at, tag),
      dateTime: `${weekdayOf(last.ended_at, tag)}, ${timeOf(last.ended_at, tag)}`,
    },
  };
}

type Story = Pick<typeof import('./later'), 'foundIn'>;
const story = signal<Story | null>(null);

/** Fetch what judges combinations; the worker holds it, so this takes no network after the first visit. */
export async function loadStory(): Promise<void> {
  story.value ??= await import('./later');
}

/** What the entry being written amounts to with those before it; nothing until `loadStory` is done: single items do not wait. */
export function foundNow(body: Body, id: string | undefined): Found[] {
  return story.value?.foundIn(body, id, shownEntries.value, sessions.value, me.value?.judging, Date.now()) ?? [];
}

/** A number inside a line such as "call NHS 111 or ask your GP", to dial it. */
export const numberIn = (line: string): string | undefined => line.match(/\d[\d ]*\d/)?.[0];
export const dial = (number: string): string => `tel:${number.replace(/[^\d+]/g, '')}`;
