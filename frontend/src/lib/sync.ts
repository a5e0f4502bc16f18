// When to send and when to ask: after each save, on start, when the network or the screen comes back, and every 15 s.
import { signal } from '@preact/signals';
import type { Curve, Me, Page, Session } from '../domain/answers';
import type { Answer } from '../domain/entry';
import { ask, onReach } from './api';
import { me, waiting } from './diary';
import { type KeptCurve, keepFact, readFact } from './facts';
import { mergeEntries } from './merging';
import { listen, say } from './news';
import { drain } from './outbox';
import { askForBackgroundSync } from './sw-client';

const EVERY_MS = 15_000;
const REFRESH_EVERY_MS = 60_000;

/** Whether the server answered the last time we asked. `navigator.onLine` is not asked: it knows the cable, not the server. */
export const isReachable = signal(true);
/** Until the entries that the server holds were asked for at the start. */
export let firstLook: Promise<void> = Promise.resolve();
/** Counts the times the server was asked for news. */
export const refreshes = signal(0);

export function startSync(): void {
  const wake = () => {
    if (document.visibilityState === 'visible') void synchronise({ now: true });
  };
  onReach((isReached) => {
    isReachable.value = isReached;
  });
  // The worker may have got through while this page still thinks that nobody answers.
  listen((news) => {
    if (news === 'entries' && !isReachable.value) void refresh();
  });
  addEventListener('online', wake);
  addEventListener('pageshow', wake);
  document.addEventListener('visibilitychange', wake);
  setInterval(() => {
    if (waiting.value.length > 0) void drain();
  }, EVERY_MS);
  setInterval(() => {
    if (document.visibilityState === 'visible') void refresh();
  }, REFRESH_EVERY_MS);
  firstLook = synchronise({ now: true }).catch(() => undefined);
}

/** Send, then ask what the clinic has seen. */
export async function synchronise(how: { now?: boolean } = {}): Promise<void> {
  await drain(how);
  await refresh();
}

/** To be called after a save; the browser is asked to go on when this tab is closed. */
export async function sendSaved(): Promise<void> {
  await askForBackgroundSync();
  await drain({ now: true });
}

/** Ask who this is and what the server holds; what cannot be reached stays as it was. */
export async function refresh(): Promise<void> {
  if (!me.value?.patient) return;
  const began = new Date().toISOString();
  const who = await ask<Me>('GET', 'me');
  if (who.kind === 'problem' && who.status === 401) return noteSignedOut(who.problem.code);
  if (who.kind !== 'ok' || who.body.patient !== me.value?.patient) return;
  await keepFact('me', who.body);
  say('me');
  refreshes.value++;
  if (await readFact('sealed')) await open(who.body);
  if (await readFact('checks')) await (await import('./atServer')).sendChecks(who.body.patient ?? '');
  const page = await ask<Page<Answer>>('GET', 'entries?limit=200');
  if (page.kind === 'ok') await mergeEntries(page.body, who.body.patient ?? '', began);
}

/** Signed out from elsewhere, as a stolen phone is: nothing stays that can be read. Else entries wait until it is paired again. */
async function noteSignedOut(code: string): Promise<void> {
  if (code === 'signed_out' && (await (await import('./atServer')).desert())) return;
  await keepFact('signedOut', true);
  say('me');
}

/** What the owner of this phone locked when they left it goes on its way. When that fails, the next refresh tries again. */
async function open(who: Me): Promise<void> {
  const opened = import('./unsealing').then(({ unseal }) => unseal(who));
  await opened.then(
    () => drain({ now: true }),
    () => undefined,
  );
}

/** The patient's sessions, newest first: from the server, else what was known before. */
export async function readSessions(): Promise<Session[]> {
  const reply = await ask<Page<Session>>('GET', 'sessions');
  if (reply.kind !== 'ok') return (await readFact('sessions')) ?? [];
  if (me.value) await keepFact('sessions', reply.body.results);
  return reply.body.results;
}

/** A session's curve from the server, else what was known before; undefined when it was never on this phone. */
export async function readCurve(session: string): Promise<KeptCurve | undefined> {
  const reply = await ask<Curve>('GET', `sessions/${session}/curve`);
  if (reply.kind !== 'ok') return keptCurve(session);
  const fresh = { curve: reply.body, at: new Date().toISOString() };
  if (me.value) await keepFact('curves', { ...(await readFact('curves')), [session]: fresh });
  return fresh;
}

/** The curve as this phone has it. */
export const keptCurve = async (session: string): Promise<KeptCurve | undefined> =>
  (await readFact('curves'))?.[session];
