// Brings what the server holds into this phone's diary, without touching what still waits to be sent.
import type { Me, Page } from '../domain/answers';
import { type Answer, bodyOf, type Entry, momentOf } from '../domain/entry';
import { enqueue, type Job } from '../domain/job';
import { resultOf, write } from './db';
import { say } from './news';

const KEPT_FOR_MS = 90 * 24 * 60 * 60 * 1000;

/** `asked`: when this page was asked for; what this phone heard later than that is newer than the page. */
export async function mergeEntries(page: Page<Answer>, patient: string, asked: string): Promise<void> {
  await write(['entries', 'jobs', 'facts'], async ({ entries, jobs, facts }) => {
    // Who has left this phone meanwhile leaves nothing on it.
    if ((await resultOf<Me | undefined>(facts.get('me')))?.patient !== patient) return;
    const kept = await resultOf<Entry[]>(entries.getAll());
    const waiting = new Set((await resultOf<Job[]>(jobs.getAll())).map((job) => job.id));
    const known = new Map(kept.map((entry) => [entry.id, entry]));
    for (const answer of page.results) {
      const before = known.get(answer.id);
      if (isNewerHere(before, asked)) continue;
      const isWaiting = waiting.has(answer.id);
      if (!isWaiting && before?.answer && before.answer.revision > answer.revision) sendAgain(before, answer);
      else entries.put(merged(before, answer, patient, asked, isWaiting));
    }
    const listed = new Set(page.results.map((answer) => answer.id));
    for (const entry of kept) {
      if (waiting.has(entry.id) || isNewerHere(entry, asked)) continue;
      if (page.deleted?.includes(entry.id) || isOld(entry, asked)) entries.delete(entry.id);
      else if (isLost(entry, patient, listed, page)) sendAgain(entry, null);
    }
    // The server knows less than it once answered, as after a restored backup: this phone may hold the only copy.
    function sendAgain(entry: Entry, answer: Answer | null): void {
      entries.put({ ...entry, answer });
      jobs.put(enqueue(undefined, entry, false, Date.now()));
    }
  });
  say('entries');
}

function merged(before: Entry | undefined, answer: Answer, patient: string, asked: string, isWaiting: boolean): Entry {
  const isOurs = before !== undefined && (isWaiting || before.answer?.revision === answer.revision);
  return {
    id: answer.id,
    patient,
    body: isOurs ? before.body : bodyOf(answer),
    isDeleted: isOurs && before.isDeleted,
    savedAt: before?.savedAt ?? asked,
    heardAt: asked,
    // A version that waits corrects the revision it was made from: with a newer one the server must say 412.
    answer: isWaiting && before?.answer ? { ...before.answer, seen: answer.seen } : answer,
    trouble: before?.trouble ?? null,
  };
}

const isNewerHere = (entry: Entry | undefined, asked: string): boolean =>
  entry?.heardAt != null && entry.heardAt >= asked;

/** Sent from here once, and no longer in that stretch of the server's list, though nobody deleted it. */
function isLost(entry: Entry, patient: string, listed: ReadonlySet<string>, page: Page<Answer>): boolean {
  if (entry.patient !== patient || listed.has(entry.id) || !entry.answer) return false;
  const oldest = page.results.at(-1)?.recorded_at;
  return page.next === null || (oldest !== undefined && Date.parse(momentOf(entry)) > Date.parse(oldest));
}

/** The phone is a buffer; the record is at the clinic. */
const isOld = (entry: Entry, now: string): boolean =>
  entry.answer !== null && Date.parse(now) - Date.parse(momentOf(entry)) > KEPT_FOR_MS;
