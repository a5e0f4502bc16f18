// IndexedDB with two habits: a write is over when the disk has it, and a dead connection is opened again.

export type StoreName = 'entries' | 'jobs' | 'facts';
type Stores = Record<StoreName, IDBObjectStore>;

const NAME = 'ebb';
const VERSION = 1;
/** Before the first retry nothing; before the second a moment, for a browser that is still clearing up. */
const PAUSES_MS = [0, 300];
let opening: Promise<IDBDatabase> | undefined;

/** The value of one request inside a transaction. */
export function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The request failed.'));
  });
}

export const read = <T>(names: StoreName[], work: (stores: Stores) => Promise<T>): Promise<T> =>
  transact(names, 'readonly', work);

/** All or nothing; resolves when it is on disk. */
export const write = <T>(names: StoreName[], work: (stores: Stores) => Promise<T>): Promise<T> =>
  transact(names, 'readwrite', work);

/** Closes the connection, so that the next call opens a new one. */
export async function closeDatabase(): Promise<void> {
  const closing = opening;
  opening = undefined;
  await closing?.then(
    (db) => db.close(),
    () => undefined,
  );
}

async function transact<T>(
  names: StoreName[],
  mode: IDBTransactionMode,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await once(await open(), names, mode, work);
    } catch (error) {
      const pause = PAUSES_MS[attempt];
      if (pause === undefined || !isDead(error)) throw error;
      opening = undefined;
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function once<T>(
  db: IDBDatabase,
  names: StoreName[],
  mode: IDBTransactionMode,
  work: (stores: Stores) => Promise<T>,
): Promise<T> {
  const transaction = db.transaction(names, mode, { durability: 'strict' });
  const over = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException('Aborted.', 'AbortError'));
  });
  over.catch(() => undefined); // awaited below; not "unhandled" when `work` fails first
  const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])) as Stores;
  let result: T;
  try {
    result = await work(stores);
  } catch (error) {
    if (!isDead(error)) abort(transaction);
    throw error;
  }
  await over;
  return result;
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended by itself already.
  }
}

function open(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('entries', { keyPath: 'id' });
      request.result.createObjectStore('jobs', { keyPath: 'id' }).createIndex('order', 'order');
      request.result.createObjectStore('facts');
    };
    request.onsuccess = () => {
      const db = request.result;
      db.onclose = () => {
        opening = undefined;
      };
      // A newer version of the app in another tab wants to change the tables: let it.
      db.onversionchange = () => {
        opening = undefined;
        db.close();
      };
      resolve(db);
    };
    request.onerror = () => reject(request.error ?? new Error('The database cannot be opened.'));
  }).catch((error: unknown) => {
    opening = undefined;
    throw error;
  });
  return opening;
}

/**
 * iOS ends the database's process while the app sleeps; the handle then answers with one of the first two. A browser
 * that clears a site's storage closes the connection under a running transaction.
 */
function isDead(error: unknown): boolean {
  if (!(error instanceof DOMException)) return false;
  const isClosed = error.name === 'AbortError' && /connection/i.test(error.message);
  return isClosed || /^(InvalidState|Unknown)Error$/.test(error.name);
}
