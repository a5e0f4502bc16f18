// A phone for the tests: an empty IndexedDB, locks as browsers have them, and fresh modules, so that nothing is remembered.
import { IDBFactory } from 'fake-indexeddb';
import 'fake-indexeddb/auto';
import { vi } from 'vitest';
import type { Me } from '../../src/domain/answers';
import { type Body, type Entry, emptyBody } from '../../src/domain/entry';
import type { Job } from '../../src/domain/job';

export const NORA = 'patient-nora';
const RECORDED_AT = new Date(Date.now() - 60_000).toISOString();

/** The modules of one tab. Two tabs share the database and the locks, and nothing else. */
export async function openTab() {
  vi.resetModules();
  const [db, facts, keeping, outbox, merging] = await Promise.all([
    import('../../src/lib/db'),
    import('../../src/lib/facts'),
    import('../../src/lib/keeping'),
    import('../../src/lib/outbox'),
    import('../../src/lib/merging'),
  ]);
  return { ...db, ...facts, ...keeping, ...outbox, ...merging };
}

export type Tab = Awaited<ReturnType<typeof openTab>>;

export async function newPhone({ withLocks = true } = {}): Promise<Tab> {
  vi.stubGlobal('indexedDB', new IDBFactory());
  vi.stubGlobal('BroadcastChannel', Channel);
  Object.defineProperty(navigator, 'locks', { configurable: true, value: withLocks ? new Locks() : undefined });
  const tab = await openTab();
  await tab.keepFact('me', { patient: NORA, name: 'Nora' } as Me);
  return tab;
}

export function makeEntry(id: string, changes: Partial<Body> = {}, patient = NORA): Entry {
  const body = { ...emptyBody(RECORDED_AT, 'Europe/London'), nrs_average: 4, ...changes };
  return {
    id,
    patient,
    body,
    isDeleted: false,
    savedAt: '2026-03-01T09:00:01.000Z',
    heardAt: null,
    answer: null,
    trouble: null,
  };
}

export async function stored(tab: Tab, id: string): Promise<{ entry: Entry | undefined; job: Job | undefined }> {
  return tab.read(['entries', 'jobs'], async ({ entries, jobs }) => ({
    entry: await tab.resultOf<Entry | undefined>(entries.get(id)),
    job: await tab.resultOf<Job | undefined>(jobs.get(id)),
  }));
}

/** A channel that does not keep the tests' process alive. */
class Channel extends BroadcastChannel {
  constructor(name: string) {
    super(name);
    (this as BroadcastChannel & { unref?: () => void }).unref?.();
  }
}

/** The part of the Web Locks API that we use: one holder, the others wait in line. */
class Locks {
  private last: Promise<unknown> = Promise.resolve();

  request<T>(_name: string, work: () => Promise<T>): Promise<T> {
    const mine = this.last.then(work, work);
    this.last = mine.catch(() => undefined);
    return mine;
  }
}
