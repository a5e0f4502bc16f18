// One attempt to send one job, and what its answer means.
import type { Answer } from '../domain/entry';
import { backoff, type Job, type Outcome } from '../domain/job';
import { ask, type Reply } from './api';
import { keepFact } from './facts';
import { say } from './news';

/** `stop`: nothing else will get through now. `failed`: this one did not. `more`: a newer version of it waits. */
export type Attempted = 'done' | 'more' | 'failed' | 'stop';

const SECOND = 1000;
const SIGNED_OUT = [401, 403];

type Started = Job & { trying: NonNullable<Job['trying']> };

export async function attempt(job: Started): Promise<{ outcome: Outcome; came: Attempted }> {
  const { content, revision } = job.trying;
  const headers: Record<string, string> = revision === null ? {} : { 'If-Match': `"${revision}"` };
  const reply =
    content === null
      ? await ask<Answer>('DELETE', `entries/${job.id}`, undefined, headers)
      : await ask<Answer>('PUT', `entries/${job.id}`, { ...content, sent_at: new Date().toISOString() }, headers);
  return judge(job, reply);
}

function judge(job: Started, reply: Reply<Answer>): { outcome: Outcome; came: Attempted } {
  const later = (came: Attempted, seconds?: number | null, isOffline = false) => ({
    outcome: {
      kind: 'later' as const,
      wait: seconds ? seconds * SECOND : backoff(job.attempts, isOffline, job.isUrgent, Math.random()),
    },
    came,
  });
  // Only a receipt that names this entry is one.
  if (reply.kind === 'unreachable') return later('stop', null, true);
  if (reply.kind === 'ok') {
    if (reply.body?.id !== job.id) return later('failed');
    return { outcome: { kind: 'accepted', answer: reply.body, at: new Date().toISOString() }, came: 'done' };
  }
  if (SIGNED_OUT.includes(reply.status)) {
    void noteSignedOut(reply.status);
    return later('stop', null, true);
  }
  if (reply.status === 429) return later('stop', reply.retryAfter);
  if (reply.status >= 500 || reply.status === 408) return later('failed', reply.retryAfter);
  if (reply.status === 404 && job.trying.revision !== null) return { outcome: { kind: 'unknown' }, came: 'more' };
  return { outcome: { kind: 'refused', trouble: troubleOf(reply) }, came: 'done' };
}

function troubleOf(reply: Extract<Reply<Answer>, { kind: 'problem' }>) {
  const copy = (reply.body as { entry?: Answer }).entry ?? null;
  const isElsewhere = (reply.status === 409 || reply.status === 412) && copy !== null;
  return {
    kind: isElsewhere ? ('changed_elsewhere' as const) : ('refused' as const),
    detail: reply.problem.detail,
    copy,
  };
}

async function noteSignedOut(status: number): Promise<void> {
  if (status !== 401) return;
  await keepFact('signedOut', true);
  say('me');
}
