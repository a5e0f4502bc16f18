import { beforeEach, describe, expect, it, vi } from 'vitest';
import { makeEntry, newPhone, openTab, stored, type Tab } from './phone';
import { type Fault, Server } from './server';

let server: Server;
let phone: Tab;

beforeEach(async () => {
  server = new Server();
  server.install();
  phone = await newPhone();
});

describe('an entry arrives exactly once', () => {
  it('is sent, and its job is gone', async () => {
    await phone.saveEntry(makeEntry('a'));
    await phone.drain();
    const { entry, job } = await stored(phone, 'a');
    expect([server.rows.size, server.arrived.length]).toEqual([1, 1]);
    expect(entry?.answer?.revision).toBe(1);
    expect(job).toBeUndefined();
  });

  it('when the first answers are lost', async () => {
    server.faults = ['answer_lost', 'answer_lost'];
    await phone.saveEntry(makeEntry('a'));
    for (let turn = 0; turn < 3; turn++) await phone.drain({ now: true });
    expect([server.rows.get('a')?.revision, server.arrived.length]).toEqual([1, 3]);
    expect((await stored(phone, 'a')).job).toBeUndefined();
  });

  it('when two tabs drain at once', async () => {
    for (let number = 0; number < 6; number++) await phone.saveEntry(makeEntry(`entry-${number}`));
    const other = await openTab();
    await Promise.all([phone.drain(), other.drain(), phone.drain()]);
    expect([server.rows.size, server.arrived.length]).toEqual([6, 6]);
  });

  it('when two tabs drain at once in a browser without locks', async () => {
    phone = await newPhone({ withLocks: false });
    for (let number = 0; number < 6; number++) await phone.saveEntry(makeEntry(`entry-${number}`));
    const other = await openTab();
    await Promise.all([phone.drain(), other.drain()]);
    expect([...server.rows.values()].map((row) => row.revision)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('when it was saved with no network and the tab was closed', async () => {
    server.faults = ['unreachable'];
    await phone.saveEntry(makeEntry('a'));
    await phone.drain();
    const later = await openTab();
    await later.drain({ now: true });
    expect(server.arrived.length).toBe(1);
  });

  it('when one saved during a drain asks for another', async () => {
    await phone.saveEntry(makeEntry('a'));
    const draining = phone.drain();
    await phone.saveEntry(makeEntry('b'));
    await Promise.all([draining, phone.drain()]);
    expect(server.rows.size).toBe(2);
  });

  it('with 500 of them', async () => {
    for (let number = 0; number < 500; number++) await phone.saveEntry(makeEntry(`entry-${number}`));
    await phone.drain();
    expect([server.rows.size, server.arrived.length]).toEqual([500, 500]);
    expect(server.mostInFlight).toBeLessThanOrEqual(4);
  }, 30_000);
});

describe('nothing is lost, whatever the server says', () => {
  const waits: Fault[] = [401, 403, 408, 429, 500, 502, 503, 'unreachable', 'not_json', 'stranger'];
  it.each(waits)('%s: it waits and goes later', async (fault) => {
    server.faults = [fault];
    await phone.saveEntry(makeEntry('a'));
    await phone.drain();
    expect((await stored(phone, 'a')).job).toBeDefined();
    await phone.drain({ now: true });
    expect((await stored(phone, 'a')).job).toBeUndefined();
    expect(server.rows.get('a')?.revision).toBe(1);
  });

  it.each([400, 404, 409, 413, 422])('%s: it is kept, a person is asked, and the others go', async (status) => {
    server.faultsFor.set('a', status);
    await phone.saveEntry(makeEntry('a'));
    await phone.saveEntry(makeEntry('b'));
    await phone.drain();
    await phone.drain({ now: true });
    const { entry, job } = await stored(phone, 'a');
    expect(entry?.body.nrs_average).toBe(4);
    expect(entry?.trouble).toMatchObject({ kind: 'refused', detail: `Answered ${status}.` });
    expect(job?.isParked).toBe(true);
    expect([...server.rows.keys()]).toEqual(['b']);
  });

  it('a refused entry that is corrected goes', async () => {
    server.faults = [422];
    await phone.saveEntry(makeEntry('a', { nrs_average: 11 }));
    await phone.drain();
    await phone.saveEntry(makeEntry('a', { nrs_average: 10 }));
    await phone.drain();
    expect(server.arrived.map(({ body }) => body?.nrs_average)).toEqual([10]);
    expect((await stored(phone, 'a')).entry?.trouble).toBeNull();
  });

  it('one that the server cannot take holds up nobody', async () => {
    server.faultsFor.set('poison', 500);
    await phone.saveEntry(makeEntry('poison'));
    await phone.saveEntry(makeEntry('b'));
    await phone.drain();
    expect([...server.rows.keys()]).toEqual(['b']);
  });

  it('no network stops the round at once', async () => {
    server.faults = Array<Fault>(100).fill('unreachable');
    for (let number = 0; number < 20; number++) await phone.saveEntry(makeEntry(`entry-${number}`));
    await phone.drain();
    expect(100 - server.faults.length).toBeLessThanOrEqual(4);
  });

  it('401 is noted, so that the person can pair again', async () => {
    server.faults = [401];
    await phone.saveEntry(makeEntry('a'));
    await phone.drain();
    await vi.waitFor(async () => expect(await phone.readFact('signedOut')).toBe(true));
  });

  it('429 waits as long as the server says', async () => {
    server.install();
    vi.stubGlobal(
      'fetch',
      async () =>
        new Response('{"code":"rate_limited","detail":"Wait."}', {
          status: 429,
          headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '900' },
        }),
    );
    await phone.saveEntry(makeEntry('a'));
    const before = Date.now();
    await phone.drain();
    expect((await stored(phone, 'a')).job?.notBefore).toBeGreaterThanOrEqual(before + 900_000);
  });
});

describe('order', () => {
  it('sends red flags first, then the oldest', async () => {
    await phone.saveEntry(makeEntry('old'));
    await phone.saveEntry(makeEntry('flag', { symptoms: [{ code: 'short-of-breath', new: true }] }));
    await phone.saveEntry(makeEntry('new'));
    await phone.drain();
    expect(server.arrived[0]?.id).toBe('flag');
  });

  it('an entry becomes urgent when a red flag is added', async () => {
    server.faults = Array<Fault>(1).fill('unreachable');
    await phone.saveEntry(makeEntry('first'));
    await phone.saveEntry(makeEntry('second'));
    await phone.saveEntry(makeEntry('second', { symptoms: [{ code: 'short-of-breath', new: true }] }));
    server.faults = [];
    await phone.drain();
    expect(server.arrived[0]?.id).toBe('second');
  });

  it('what failed waits its turn while it is not wanted at once', async () => {
    server.faults = [503];
    await phone.saveEntry(makeEntry('a'));
    await phone.drain();
    await phone.drain();
    expect(server.arrived.length).toBe(0);
  });
});

describe('corrections', () => {
  it('before sending replace what waits', async () => {
    await phone.saveEntry(makeEntry('a', { nrs_average: 4 }));
    await phone.saveEntry(makeEntry('a', { nrs_average: 6 }));
    await phone.drain();
    expect(server.arrived.map(({ body }) => body?.nrs_average)).toEqual([6]);
  });

  it('after sending name the revision they correct', async () => {
    await phone.saveEntry(makeEntry('a', { nrs_average: 4 }));
    await phone.drain();
    await phone.saveEntry(makeEntry('a', { nrs_average: 6 }));
    await phone.drain();
    expect(server.arrived.map(({ ifMatch }) => ifMatch)).toEqual([null, '"1"']);
    expect(server.rows.get('a')?.revision).toBe(2);
  });

  it('after an answer was lost, the first version is confirmed before the second goes', async () => {
    server.faults = ['answer_lost'];
    await phone.saveEntry(makeEntry('a', { nrs_average: 4 }));
    await phone.drain();
    await phone.saveEntry(makeEntry('a', { nrs_average: 6 }));
    await phone.drain({ now: true });
    expect(server.arrived.map(({ body, ifMatch }) => [body?.nrs_average, ifMatch])).toEqual([
      [4, null],
      [4, null],
      [6, '"1"'],
    ]);
    expect((await stored(phone, 'a')).job).toBeUndefined();
  });

  it('whose own answer was lost are stored once', async () => {
    await phone.saveEntry(makeEntry('a', { nrs_average: 4 }));
    await phone.drain();
    server.faults = ['answer_lost'];
    await phone.saveEntry(makeEntry('a', { nrs_average: 6 }));
    await phone.drain();
    await phone.drain({ now: true });
    expect(server.rows.get('a')?.revision).toBe(2);
  });

  it('made while the entry is on its way follow it', async () => {
    await phone.saveEntry(makeEntry('a', { nrs_average: 4 }));
    const draining = phone.drain();
    await phone.saveEntry(makeEntry('a', { nrs_average: 6 }));
    await draining;
    await phone.drain();
    expect(JSON.parse(server.rows.get('a')?.content ?? '{}').nrs_average).toBe(6);
    expect((await stored(phone, 'a')).entry?.answer?.revision).toBe(server.rows.get('a')?.revision);
  });

  it('of an entry that a restored server does not know send it anew', async () => {
    await phone.saveEntry(makeEntry('a', { nrs_average: 4 }));
    await phone.drain();
    server.rows.clear();
    await phone.saveEntry(makeEntry('a', { nrs_average: 6 }));
    await phone.drain();
    expect(server.rows.get('a')?.revision).toBe(1);
    expect((await stored(phone, 'a')).job).toBeUndefined();
  });
});

describe('the same entry changed on another phone', () => {
  beforeEach(async () => {
    await phone.saveEntry(makeEntry('a', { nrs_average: 4 }));
    await phone.drain();
    server.changeElsewhere('a', { nrs_average: 2 });
    await phone.saveEntry(makeEntry('a', { nrs_average: 6 }));
    await phone.drain();
  });

  it('keeps both versions and overwrites neither', async () => {
    const { entry, job } = await stored(phone, 'a');
    expect(entry?.body.nrs_average).toBe(6);
    expect(entry?.trouble).toMatchObject({ kind: 'changed_elsewhere', copy: { nrs_average: 2, revision: 2 } });
    expect(job?.isParked).toBe(true);
    expect(JSON.parse(server.rows.get('a')?.content ?? '{}').nrs_average).toBe(2);
  });

  it('ours, when it is chosen, corrects theirs', async () => {
    const { entry } = await stored(phone, 'a');
    if (entry) await phone.keepOurs(entry);
    await phone.drain();
    expect(JSON.parse(server.rows.get('a')?.content ?? '{}').nrs_average).toBe(6);
    expect((await stored(phone, 'a')).entry?.trouble).toBeNull();
  });

  it('theirs, when it is chosen, replaces ours and sends nothing', async () => {
    const { entry } = await stored(phone, 'a');
    const count = server.arrived.length;
    if (entry?.trouble?.copy) await phone.keepTheirs(entry, { ...entry.body, nrs_average: 2 });
    await phone.drain();
    const after = await stored(phone, 'a');
    expect([after.entry?.body.nrs_average, after.entry?.answer?.revision, after.job]).toEqual([2, 2, undefined]);
    expect(server.arrived.length).toBe(count);
  });
});

describe('deleting', () => {
  it('an entry that was sent hides it at the server and here', async () => {
    await phone.saveEntry(makeEntry('a'));
    await phone.drain();
    await phone.saveEntry({ ...makeEntry('a'), isDeleted: true });
    await phone.drain();
    expect(server.rows.get('a')?.isDeleted).toBe(true);
    expect(await stored(phone, 'a')).toEqual({ entry: undefined, job: undefined });
  });

  it('an entry that was never on its way needs no server', async () => {
    await phone.saveEntry(makeEntry('a'));
    await phone.saveEntry({ ...makeEntry('a'), isDeleted: true });
    await phone.drain();
    expect(server.arrived).toEqual([]);
    expect((await stored(phone, 'a')).entry).toBeUndefined();
  });

  it('an entry whose answer was lost waits until it is known to be there', async () => {
    server.faults = ['answer_lost'];
    await phone.saveEntry(makeEntry('a'));
    await phone.drain();
    await phone.saveEntry({ ...makeEntry('a'), isDeleted: true });
    await phone.drain({ now: true });
    expect(server.arrived.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'DELETE']);
    expect(server.rows.get('a')?.isDeleted).toBe(true);
  });
});

it('never sends what another person wrote', async () => {
  await phone.saveEntry(makeEntry('hers', {}, 'patient-else'));
  await phone.saveEntry(makeEntry('ours'));
  await phone.drain({ now: true });
  expect([...server.rows.keys()]).toEqual(['ours']);
});

it('says whether something still waits', async () => {
  server.faults = ['unreachable'];
  await phone.saveEntry(makeEntry('a'));
  await phone.drain();
  expect(await phone.hasWaiting()).toBe(true);
  await phone.drain({ now: true });
  expect(await phone.hasWaiting()).toBe(false);
});
