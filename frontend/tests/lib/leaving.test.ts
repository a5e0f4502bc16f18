import { beforeEach, expect, it, vi } from 'vitest';
import type { Curve, Me } from '../../src/domain/answers';
import { makeEntry, NORA, newPhone, openTab, stored, type Tab } from './phone';
import { Server } from './server';

const KEY = btoa('0123456789abcdef0123456789abcdef');
const OTHER_KEY = btoa('fedcba9876543210fedcba9876543210');
const nora = { patient: NORA, name: 'Nora', seal: KEY } as Me;

let server: Server;
let phone: Tab;

beforeEach(async () => {
  server = new Server();
  server.install();
  phone = await newPhone();
  await phone.keepFact('me', nora);
  await phone.saveEntry(makeEntry('one', { note: 'Stairs.' }));
});

/** Nora leaves, with modules as fresh as the phone's. */
async function leaves(how: { keep?: boolean } = {}) {
  const { loadDiary } = await import('../../src/lib/diary');
  await loadDiary();
  await (await import('../../src/lib/leaving')).leave(how);
}
/** Everything that this phone still holds, as somebody would read it who opened it up. */
async function held(): Promise<string> {
  const all = await phone.read(['entries', 'jobs', 'facts'], async (stores) => [
    await phone.resultOf(stores.entries.getAll()),
    await phone.resultOf(stores.jobs.getAll()),
    await phone.resultOf(stores.facts.getAllKeys()),
    await phone.resultOf(stores.facts.getAll()),
  ]);
  return JSON.stringify(all);
}
const signedOut = () => asked.filter((url) => url.endsWith('sign-out'));
const asked: string[] = [];

/** The server takes sign-outs, or nothing at all gets through. */
function answering(isThere: boolean): void {
  asked.length = 0;
  const entries = globalThis.fetch;
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (!isThere) throw new TypeError('Failed to fetch');
    asked.push(url);
    return url.endsWith('sign-out') ? new Response(null, { status: 204 }) : entries(url, init);
  });
}

it('leaves nothing to read, and the entry for its owner alone', async () => {
  answering(true);
  await leaves({ keep: true });
  expect(await held()).not.toMatch(/Stairs|Nora/);
  expect(await held()).toContain('sealed');

  const { unseal } = await import('../../src/lib/unsealing');
  await unseal({ patient: 'walter', name: 'Walter', seal: OTHER_KEY } as Me);
  await expect(unseal({ ...nora, seal: OTHER_KEY })).rejects.toThrow();
  expect((await stored(phone, 'one')).entry).toBeUndefined();
  await unseal(nora);
  expect((await stored(phone, 'one')).entry?.body.note).toBe('Stairs.');
  expect(await phone.readFact('sealed')).toBeUndefined();
  await phone.keepFact('me', nora);
  await phone.drain({ now: true });
  expect(server.rows.size).toBe(1);
});

it('asked to, loses the entry, and not what somebody else locked here', async () => {
  answering(true);
  await leaves({ keep: true });
  const sealed = await phone.readFact('sealed');
  await phone.keepFact('me', { patient: 'walter', name: 'Walter', seal: OTHER_KEY } as Me);
  await phone.saveEntry(makeEntry('his', {}, 'walter'));
  await leaves();
  expect(await phone.readFact('sealed')).toEqual(sealed);
  expect((await stored(phone, 'his')).entry).toBeUndefined();
});

it('without a network empties the phone at once, and tells the server once when there is one', async () => {
  answering(false);
  await leaves();
  expect(await held()).toBe('[[],[],["left"],[true]]');
  expect(await phone.hasWaiting()).toBe(true); // so that the worker is woken for it

  answering(true);
  const tab = await openTab();
  await tab.drain();
  await tab.drain();
  expect(signedOut()).toHaveLength(1);
  expect(await held()).toBe('[[],[],[],[]]');
});

/** The server answers everything as it answers a phone that is not signed in. */
async function refused(code: string): Promise<void> {
  vi.stubGlobal('fetch', async () =>
    Response.json({ code, detail: '' }, { status: 401, headers: { 'Content-Type': 'application/problem+json' } }),
  );
  const { loadDiary } = await import('../../src/lib/diary');
  await loadDiary();
  await (await import('../../src/lib/sync')).synchronise({ now: true });
}

it('signed out from elsewhere, is emptied by the next word with the server, and the entry waits for its owner', async () => {
  await phone.keepFact('curves', { one: { curve: {} as Curve, at: 'today' } });
  await refused('signed_out');
  expect(await held()).not.toMatch(/Stairs|Nora|curve|0123456789abcdef/);
  expect(await held()).toContain('sealed');
  await (await import('../../src/lib/unsealing')).unseal(nora);
  expect((await stored(phone, 'one')).entry?.body.note).toBe('Stairs.');
});

it('signed out from elsewhere with nothing unsent, keeps nothing at all', async () => {
  await phone.write(['jobs'], async ({ jobs }) => jobs.clear());
  await refused('signed_out');
  expect(await held()).toBe('[[],[],[],[]]');
});

it.each([
  ['the server does not know it any more', 'not_signed_in', nora],
  ['nothing can be locked on it', 'signed_out', { ...nora, seal: null } as Me],
])('keeps what was not sent when %s', async (_, code, who) => {
  await phone.keepFact('me', who);
  await refused(code);
  expect((await stored(phone, 'one')).entry?.body.note).toBe('Stairs.');
  expect(await phone.readFact('signedOut')).toBe(true);
});
