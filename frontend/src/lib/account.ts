// Pairing this phone with a patient, and answering consents.
import type { Consent, Me, Page, Paired, TheirProxy } from '../domain/answers';
import type { Entry } from '../domain/entry';
import type { Job } from '../domain/job';
import { locale } from '../i18n';
import { isLanguageUntold, languageTold } from '../i18n/languages';
import { ask, type Reply } from './api';
import { resultOf, write } from './db';
import { isSignedOut, loadDiary } from './diary';
import { keepFact, readFact } from './facts';
import { alone, OUTBOX_LOCK } from './locks';
import { say } from './news';
import { endSignIn } from './outbox';
import { go } from './router';

/** Pair with the link's token or the typed code. Nothing is sent meanwhile, so that no entry goes to the wrong person. */
export const pair = (token: string, birthDate: string): Promise<Reply<Paired>> =>
  signIn('pair', { token, birth_date: birthDate });

/** A passkey that the page `/again` was shown is handed in, once. Refused: that page says so. */
export async function comeBack(): Promise<void> {
  const shown = sessionStorage.getItem('passkey');
  if (!shown) return;
  sessionStorage.removeItem('passkey');
  const reply = await signIn('again/passkey', JSON.parse(shown));
  if (reply.kind !== 'ok') location.replace('/again#no');
}

async function signIn(path: string, body: unknown): Promise<Reply<Paired>> {
  return alone(OUTBOX_LOCK, async () => {
    await endSignIn();
    const reply = await ask<Paired>('POST', path, body);
    if (reply.kind === 'ok') await welcome(reply.body);
    if (reply.kind === 'ok') await tellLanguage();
    return reply;
  });
}

/** Who the cookie says this is, for a phone whose storage was emptied; also after pairing, for what pairing does not say. */
export async function recogniseMe(): Promise<'known' | 'nobody' | 'unreachable'> {
  if (await readFact('left')) return 'nobody';
  const reply = await ask<Me>('GET', 'me');
  if (reply.kind === 'unreachable') return 'unreachable';
  if (reply.kind !== 'ok' || !reply.body.patient) return 'nobody';
  await keepFact('me', reply.body);
  await loadDiary();
  return 'known';
}

/** The server writes in the language of this phone, once it has been chosen. Without a connection it hears at the next start. */
export async function tellLanguage(): Promise<void> {
  const who = await readFact('me');
  if (!who || !isLanguageUntold() || isSignedOut.value) return;
  const reply = await ask<Me>('PATCH', 'me', { locale });
  if (reply.kind !== 'ok') return;
  languageTold();
  await keepFact('me', reply.body);
  await loadDiary();
}

async function welcome({ patient, clinic }: Paired): Promise<void> {
  const before = await readFact('me');
  if (before?.patient !== patient.id) await forgetOthers(patient.id);
  const { name, locale, time_zone } = patient;
  const monitoring = before?.patient === patient.id ? before.monitoring : null;
  await keepFact('me', { name, patient: patient.id, clinic, monitoring, reports_waiting: null, locale, time_zone });
  await keepFact('signedOut', undefined);
  await keepFact('left', undefined);
  await loadDiary();
  say('me');
}

/** What another person wrote and sent leaves this phone; what was not sent waits, unseen, for that person. */
async function forgetOthers(patient: string): Promise<void> {
  await write(['entries', 'jobs', 'facts'], async ({ entries, jobs, facts }) => {
    const waiting = new Set((await resultOf<Job[]>(jobs.getAll())).map((job) => job.id));
    for (const entry of await resultOf<Entry[]>(entries.getAll())) {
      if (entry.patient !== patient && !waiting.has(entry.id)) entries.delete(entry.id);
    }
    for (const name of ['sessions', 'curves', 'noReminders', 'noInstall']) facts.delete(name);
  });
}

export async function readConsents(): Promise<Reply<Page<Consent>>> {
  return await ask<Page<Consent>>('GET', 'consents');
}

/** The answer to one purpose. A yes that somebody else has to give is asked for where they can. */
export async function answerConsent(
  { version, purpose }: Consent,
  given: boolean,
  locale: string,
  proxy: TheirProxy | null = null,
): Promise<Reply<Consent>> {
  const reply = await ask<Consent>('PUT', `consents/${purpose}`, { given, version, locale, ...(proxy && { proxy }) });
  if (reply.kind === 'ok') await recogniseMe();
  if (reply.kind === 'problem' && reply.problem.code === 'proxy_needed') go(`/app/consent#${purpose}`);
  return reply;
}

/** The diary is kept after all. */
export async function keepDiary(): Promise<void> {
  const reply = await ask('DELETE', 'me/erasure');
  if (reply.kind === 'ok') await recogniseMe();
}
