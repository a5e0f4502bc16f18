// Keeps an entry and the job that sends it, in one transaction.
import { isSerious, levelOf } from '../domain/advice';
import type { Body, Entry } from '../domain/entry';
import { enqueue, type Job } from '../domain/job';
import { resultOf, write } from './db';
import { say } from './news';

/** Keep an entry and the job that sends it, in place of the draft if it was one. Resolves with both when they are on disk. */
export async function saveEntry(entry: Entry, wasDraft = false): Promise<[Entry, Job] | undefined> {
  const kept = await write(['entries', 'jobs', 'facts'], async ({ entries, jobs, facts }) => {
    const job = await resultOf<Job | undefined>(jobs.get(entry.id));
    const kept = await resultOf<Entry | undefined>(entries.get(entry.id));
    // The newest news from the server stays, whatever the screen knew when it opened.
    const answer = kept?.answer ?? entry.answer;
    const isNeverSent = entry.isDeleted && !answer && !job?.trying;
    if (isNeverSent) {
      entries.delete(entry.id);
      jobs.delete(entry.id);
      return undefined;
    }
    const written = { ...entry, answer, heardAt: kept?.heardAt ?? entry.heardAt, trouble: null };
    const waiting = enqueue(job, entry, isSerious(levelOf(entry.body.symptoms)), Date.now());
    entries.put(written);
    jobs.put(waiting);
    if (wasDraft) facts.delete('draft');
    return [written, waiting] as [Entry, Job];
  });
  say('entries');
  return kept;
}

/** The same entry was changed elsewhere: send this phone's version over the server's, or take the server's. */
export async function keepOurs(entry: Entry): Promise<void> {
  const copy = entry.trouble?.copy;
  if (!copy) return;
  await write(['entries'], async ({ entries }) => {
    entries.put({ ...entry, answer: copy });
  });
  await saveEntry({ ...entry, answer: copy });
}

export async function keepTheirs(entry: Entry, body: Body): Promise<void> {
  const copy = entry.trouble?.copy;
  if (!copy) return;
  await write(['entries', 'jobs'], async ({ entries, jobs }) => {
    entries.put({ ...entry, body, answer: copy, trouble: null });
    jobs.delete(entry.id);
  });
  say('entries');
}
