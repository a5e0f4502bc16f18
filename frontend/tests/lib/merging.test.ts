import { beforeEach, expect, it } from 'vitest';
import type { Answer, Body } from '../../src/domain/entry';
import { makeEntry, NORA, newPhone, stored, type Tab } from './phone';
import { Server } from './server';

const ASKED = new Date().toISOString();
const LATER = new Date(Date.now() + 60_000).toISOString();
let server: Server;
let phone: Tab;

const answer = (id: string, changes: Partial<Answer> = {}): Answer =>
  ({
    ...(makeEntry(id).body as Body),
    id,
    revision: 1,
    received_at: '2026-03-01T09:00:02+00:00',
    clock: 'ok',
    seen: null,
    ...changes,
  }) as Answer;
const page = (...results: Answer[]) => ({ results, next: null, deleted: [] });

beforeEach(async () => {
  server = new Server();
  server.install();
  phone = await newPhone();
});

it('brings entries of other phones into the diary', async () => {
  await phone.mergeEntries(page(answer('theirs', { note: 'From the tablet.' })), NORA, ASKED);
  expect((await stored(phone, 'theirs')).entry?.body.note).toBe('From the tablet.');
});

it('learns who has seen an entry', async () => {
  await phone.saveEntry(makeEntry('a'));
  await phone.drain();
  const seen = { by: 'Anna', at: '2026-03-01T11:00:00+00:00' };
  await phone.mergeEntries(page(answer('a', { seen })), NORA, LATER);
  expect((await stored(phone, 'a')).entry?.answer?.seen).toEqual(seen);
});

it('does not touch what waits to be sent, so that a change elsewhere is asked about', async () => {
  await phone.saveEntry(makeEntry('a', { nrs_average: 4 }));
  await phone.drain();
  await phone.saveEntry(makeEntry('a', { nrs_average: 6 }));
  server.changeElsewhere('a', { nrs_average: 2 });
  await phone.mergeEntries(page(answer('a', { nrs_average: 2, revision: 2 })), NORA, LATER);
  expect((await stored(phone, 'a')).entry?.body.nrs_average).toBe(6);
  await phone.drain();
  expect((await stored(phone, 'a')).entry?.trouble?.kind).toBe('changed_elsewhere');
});

it('takes over what was changed on another phone', async () => {
  await phone.saveEntry(makeEntry('a', { nrs_average: 4 }));
  await phone.drain();
  await phone.mergeEntries(page(answer('a', { nrs_average: 2, revision: 2 })), NORA, LATER);
  expect((await stored(phone, 'a')).entry?.body.nrs_average).toBe(2);
});

it('forgets what was deleted on another phone, and nothing that waits', async () => {
  await phone.saveEntry(makeEntry('sent'));
  await phone.drain();
  await phone.saveEntry(makeEntry('waiting'));
  await phone.mergeEntries({ ...page(), deleted: ['sent', 'waiting'] }, NORA, LATER);
  expect((await stored(phone, 'sent')).entry).toBeUndefined();
  expect((await stored(phone, 'waiting')).entry).toBeDefined();
});

it('sends again what the server has lost, as after a restored backup', async () => {
  await phone.saveEntry(makeEntry('lost', { nrs_average: 7, note: 'Worse since noon.' }));
  await phone.drain();
  server.rows.delete('lost');
  await phone.mergeEntries(page(), NORA, LATER);
  await phone.drain();
  expect(server.show('lost').note).toBe('Worse since noon.');
  expect((await stored(phone, 'lost')).job).toBeUndefined();
  await phone.mergeEntries(
    page(answer('lost', { nrs_average: 7 })),
    NORA,
    new Date(Date.now() + 120_000).toISOString(),
  );
  expect(server.arrived.filter(({ id }) => id === 'lost')).toHaveLength(2);
});

it('sends a correction again when the server is back at the version before it', async () => {
  await phone.saveEntry(makeEntry('a', { nrs_average: 4 }));
  await phone.drain();
  const before = { ...server.rows.get('a') };
  await phone.saveEntry(makeEntry('a', { nrs_average: 8 }));
  await phone.drain();
  server.rows.set('a', before as never);
  await phone.mergeEntries(page(answer('a', { nrs_average: 4 })), NORA, LATER);
  await phone.drain();
  expect(server.show('a')).toMatchObject({ nrs_average: 8, revision: 2 });
});

it('takes nothing for lost beyond the end of a page', async () => {
  await phone.saveEntry(makeEntry('far', { recorded_at: new Date(Date.now() - 40 * 86_400_000).toISOString() }));
  await phone.drain();
  await phone.mergeEntries({ ...page(answer('near')), next: 'more' }, NORA, LATER);
  expect((await stored(phone, 'far')).job).toBeUndefined();
});

it('does not forget what arrived after the page was asked for', async () => {
  await phone.saveEntry(makeEntry('a'));
  await phone.drain();
  await phone.mergeEntries(page(), NORA, '2020-01-01T00:00:00.000Z');
  expect((await stored(phone, 'a')).entry).toBeDefined();
});

it('keeps three months; the record is at the clinic', async () => {
  const longAgo = new Date(Date.now() - 91 * 86_400_000).toISOString();
  await phone.saveEntry(makeEntry('old', { recorded_at: longAgo }));
  await phone.mergeEntries(page(), NORA, LATER);
  expect((await stored(phone, 'old')).entry, 'it waits to be sent').toBeDefined();
  await phone.drain();
  await phone.mergeEntries(page(answer('old', { recorded_at: longAgo })), NORA, LATER);
  await phone.mergeEntries({ results: [], next: 'more' }, NORA, LATER);
  expect((await stored(phone, 'old')).entry).toBeUndefined();
});

it('leaves nothing on a phone that was left meanwhile, or taken over', async () => {
  await phone.keepFact('me', undefined);
  await phone.mergeEntries(page(answer('late')), NORA, ASKED);
  expect((await stored(phone, 'late')).entry).toBeUndefined();
});
