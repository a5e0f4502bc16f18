import { beforeEach, expect, it, vi } from 'vitest';
import { makeEntry, newPhone, stored, type Tab } from './phone';

let phone: Tab;

beforeEach(async () => {
  phone = await newPhone();
});

it('opens a connection again that iOS has closed, and loses nothing', async () => {
  const real = IDBDatabase.prototype.transaction;
  let isDead = true;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...words) {
    if (isDead) {
      isDead = false;
      throw new DOMException('The database connection is closing.', 'InvalidStateError');
    }
    return real.apply(this, words);
  });
  await phone.saveEntry(makeEntry('a'));
  expect((await stored(phone, 'a')).entry?.id).toBe('a');
});

it('says so when the connection stays dead', async () => {
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(() => {
    throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError');
  });
  await expect(phone.saveEntry(makeEntry('a'))).rejects.toThrow('lost');
});

it('opens a connection again that the browser closed while it cleared up', async () => {
  const real = IDBDatabase.prototype.transaction;
  let closures = 2;
  vi.spyOn(IDBDatabase.prototype, 'transaction').mockImplementation(function (this: IDBDatabase, ...words) {
    if (closures-- > 0) throw new DOMException('The connection was closed.', 'AbortError');
    return real.apply(this, words);
  });
  await phone.saveEntry(makeEntry('a'));
  expect((await stored(phone, 'a')).entry?.id).toBe('a');
});

it('keeps nothing of a write that fails half-way', async () => {
  const broken = phone.write(['entries', 'jobs'], async ({ entries }) => {
    await phone.resultOf(entries.put(makeEntry('a')));
    throw new Error('No space.');
  });
  await expect(broken).rejects.toThrow('No space.');
  expect((await stored(phone, 'a')).entry).toBeUndefined();
});

it('lets a newer version in another tab change the tables', async () => {
  await phone.saveEntry(makeEntry('a'));
  const newer = indexedDB.open('ebb', 2);
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    newer.onsuccess = () => resolve(newer.result);
    newer.onblocked = () => reject(new Error('blocked'));
  });
  expect(db.version).toBe(2);
});
