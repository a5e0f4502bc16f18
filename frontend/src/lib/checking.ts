// "I have been checked by a doctor": kept on this phone first, then told to the server, which closes what rests on the entry.
import { signal } from '@preact/signals';
import type { Answer } from '../domain/entry';
import { ask } from './api';
import { read, resultOf, write } from './db';
import { type Check, keepFact, readFact } from './facts';
import { say } from './news';

/** What was said here and waits, by the entry's id. */
export const checks = signal<Record<string, Check>>({});

export async function loadChecks(): Promise<void> {
  checks.value = (await readFact('checks')) ?? {};
}

/** Keep it; the next look at the server sends it. Said again, the newer one counts. */
export async function keepCheck(entry: string, check: Check): Promise<void> {
  await keepAll({ ...((await readFact('checks')) ?? {}), [entry]: check });
}

/** The server would not take it, and the person has read why. */
export async function dropCheck(entry: string): Promise<void> {
  const { [entry]: _, ...rest } = (await readFact('checks')) ?? {};
  await keepAll(rest);
}

/** Send what waits for this patient. What cannot be sent stays; what was refused stays with the reason. */
export async function sendChecks(patient: string): Promise<void> {
  const all = (await readFact('checks')) ?? {};
  for (const [entry, check] of Object.entries(all)) {
    if (check.patient === patient && !check.problem && !(await isUnsent(entry))) await send(entry, check);
  }
}

async function send(entry: string, check: Check): Promise<void> {
  const { checked_at, note } = check;
  const reply = await ask<Answer>('POST', `entries/${entry}/checked`, { checked_at, note });
  if (reply.kind === 'ok') {
    await keepAnswer(entry, reply.body);
    await dropCheck(entry);
  } else if (reply.kind === 'problem' && (reply.status === 404 || reply.status === 422)) {
    const problem = Object.values(reply.problem.errors ?? {}).flat()[0] ?? reply.problem.detail;
    await keepCheck(entry, { ...check, problem });
  }
}

/** The server cannot know a check of an entry that has not reached it. */
async function isUnsent(entry: string): Promise<boolean> {
  const job = await read(['jobs'], ({ jobs }) => resultOf<unknown>(jobs.get(entry)));
  return job !== undefined;
}

async function keepAnswer(id: string, answer: Answer): Promise<void> {
  await write(['entries'], async ({ entries }) => {
    const kept = await resultOf<{ answer: Answer | null } | undefined>(entries.get(id));
    if (kept?.answer?.revision === answer.revision) entries.put({ ...kept, answer });
  });
}

async function keepAll(all: Record<string, Check>): Promise<void> {
  await keepFact('checks', Object.keys(all).length > 0 ? all : undefined);
  checks.value = all;
  say('entries');
}
