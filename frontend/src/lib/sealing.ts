// What could not be sent before its owner left the phone stays there, locked: the key is the server's, and only for its owner.
import type { Me } from '../domain/answers';
import type { Entry } from '../domain/entry';
import type { Job } from '../domain/job';
import { read, resultOf } from './db';
import { type Facts, readFact } from './facts';

export interface Kept {
  entries: Entry[];
  jobs: Job[];
}

/** Whether this phone can lock anything for this person: their key is here, and the page is a safe one. */
export const canSeal = (who: Me | null | undefined): boolean => Boolean(who?.seal && crypto.subtle);

export const keyOf = (seal: string): Promise<CryptoKey> =>
  crypto.subtle.importKey(
    'raw',
    Uint8Array.from(atob(seal), (letter) => letter.charCodeAt(0)),
    'AES-GCM',
    false,
    ['encrypt', 'decrypt'],
  );

/** What waits of this person, locked beside what others left; as the fact to keep. */
export async function sealWaiting(who: Me): Promise<Facts['sealed'] | undefined> {
  const patient = who.patient ?? '';
  const kept = await read(['entries', 'jobs'], async ({ entries, jobs }): Promise<Kept> => {
    const own = (await resultOf<Job[]>(jobs.getAll())).filter((job) => job.patient === patient);
    const ids = new Set(own.map((job) => job.id));
    return { jobs: own, entries: (await resultOf<Entry[]>(entries.getAll())).filter((entry) => ids.has(entry.id)) };
  });
  const before = await readFact('sealed');
  if (kept.jobs.length === 0) return before;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const text = new TextEncoder().encode(JSON.stringify(kept));
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await keyOf(who.seal ?? ''), text);
  return { ...before, [patient]: { iv, data } };
}
