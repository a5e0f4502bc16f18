// Keeps an entry and the job that sends it, in one transaction.
import { isSerious, levelOf } from '../domain/advice';
import type { Body, Entry } from '../domain/entry';
import { enqueue, type Job } from '../domain/job';
import { resultOf, write } from './db';
import { say } from './news';

/** Keep an entry and the job that sends it. Resolves when both are on disk. */
export async function saveEntry(entry: Entry): Promise<void> {
  await write(['entries', 'jobs'], async ({ entries, jobs }) => {
    const job = await resultOf<Job | undefined>(jobs.get(entry.id));
    const kept = await resultOf<Entry | undefined>(entries.get(entry.id));
    // The newest news from the server stays, whatever the screen knew when it opened.
    const answer = kept?.answer ?? entry.answer;
    const isNeverSent = entry.isDeleted && !answer && !job?.trying;
    if (isNeverSent) {
      entries.delete(entry.id);
      jobs.delete(entry.id);
      return;
    }
    entries.put({ ...entry, answer, heardAt: kept?.heardAt ?? entry.heardAt, trouble: null });
    jobs.put(enqueue(job, entry, isSerious(levelOf(entry.body.symptoms)), Date.now()));
  });
  say('entries');
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
