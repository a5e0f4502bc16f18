// How the server reminds this person: the consent, the pause, and the ways besides this phone.
import type { Consent, Me, Page } from '../domain/answers';
import { answerConsent, readConsents, recogniseMe } from './account';
import { ask, type Reply } from './api';
import { uuid7 } from './uuid7';

export interface Way {
  id: string;
  channel: 'email' | 'sms' | 'push';
  address: string | null;
  active: boolean;
  /** When the code that went there was typed; nothing else goes there before. */
  verified_at: string | null;
}

export type Said = { isDone: true } | { isDone: false; problem: string | null };

/** Agree to be reminded, or take it back, in the version of the text that is shown. */
export async function agree(given: boolean, locale: string): Promise<Said> {
  const reply = await readConsents();
  const consent: Consent | undefined =
    reply.kind === 'ok' ? reply.body.results.find((each) => each.purpose === 'reminders') : undefined;
  if (!consent) return said(reply);
  return said(await answerConsent(consent, given, locale));
}

/** No reminder before `until`; null goes on at once. */
export async function pause(until: string | null): Promise<Said> {
  const reply = await ask<Me>('PATCH', 'me', { reminders: { paused_until: until } });
  if (reply.kind === 'ok') await recogniseMe();
  return said(reply);
}

/** At these times of the day, from the third day on; none: at the usual ones. */
export async function chooseTimes(times: string[]): Promise<Said> {
  const reply = await ask<Me>('PATCH', 'me', { reminders: { times } });
  if (reply.kind === 'ok') await recogniseMe();
  return said(reply);
}

/** E-mail and text message, as the server knows them; null when it cannot be reached. */
export async function readWays(): Promise<Way[] | null> {
  const reply = await ask<Page<Way>>('GET', 'contact-points');
  if (reply.kind !== 'ok') return null;
  return reply.body.results.filter((way) => way.active && way.channel !== 'push');
}

export async function addWay(channel: 'email' | 'sms', address: string): Promise<Said> {
  return said(await ask('PUT', `contact-points/${uuid7()}`, { channel, address }));
}

export async function removeWay(way: Way): Promise<Said> {
  return said(await ask('DELETE', `contact-points/${way.id}`));
}

export async function proveWay(way: Way, code: string): Promise<Said> {
  return said(await ask('POST', `contact-points/${way.id}/verify`, { code }));
}

/** The code before it is void. */
export async function sendCodeAgain(way: Way): Promise<Said> {
  return said(await ask('POST', `contact-points/${way.id}/code`));
}

/** The server's own sentence where it has one; null when it was not reached. */
function said(reply: Reply<unknown>): Said {
  if (reply.kind === 'ok') return { isDone: true };
  if (reply.kind === 'unreachable' || reply.status >= 500) return { isDone: false, problem: null };
  const detail = Object.values(reply.problem.errors ?? {}).flat()[0];
  return { isDone: false, problem: detail ?? reply.problem.detail };
}
