import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../src/domain/entry';
import { makeEntry, NORA, newPhone, stored, type Tab } from './phone';

const CHECK = { patient: NORA, checked_at: '2026-03-01T12:00:00.000Z', note: 'All fine.' };
const ANSWER = { id: 'a', revision: 1, checked: { checked_at: CHECK.checked_at, note: CHECK.note } };

let phone: Tab;
let checking: typeof import('../../src/lib/checking');
let asked: { path: string; body: unknown }[];

function server(status: number, body: object = ANSWER): void {
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    asked.push({ path: url.replace('/api/v1/', ''), body: JSON.parse(String(init.body)) });
    if (status === 0) throw new TypeError('Failed to fetch');
    const type = status === 200 ? 'application/json' : 'application/problem+json';
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } });
  });
}

beforeEach(async () => {
  asked = [];
  phone = await newPhone();
  checking = await import('../../src/lib/checking');
  const entry = { ...makeEntry('a'), answer: { id: 'a', revision: 1 } as Answer };
  await phone.write(['entries'], async ({ entries }) => void entries.put(entry));
});

describe('"Checked by a doctor"', () => {
  it('is told to the server, and the answer is kept with the entry', async () => {
    server(200);
    await checking.keepCheck('a', CHECK);
    await checking.sendChecks(NORA);
    expect(asked).toEqual([{ path: 'entries/a/checked', body: { checked_at: CHECK.checked_at, note: CHECK.note } }]);
    expect((await stored(phone, 'a')).entry?.answer?.checked).toEqual(ANSWER.checked);
    expect(await phone.readFact('checks')).toBeUndefined();
  });

  it.each([
    ['is out of reach', 0],
    ['is broken', 500],
    ['has signed this phone out', 401],
  ])('waits while the server %s', async (_, status) => {
    server(status, {});
    await checking.keepCheck('a', CHECK);
    await checking.sendChecks(NORA);
    expect(await phone.readFact('checks')).toEqual({ a: CHECK });
  });

  it('waits until the entry itself has arrived', async () => {
    server(200);
    await phone.saveEntry(makeEntry('a'));
    await checking.keepCheck('a', CHECK);
    await checking.sendChecks(NORA);
    expect(asked).toEqual([]);
    expect(await phone.readFact('checks')).toEqual({ a: CHECK });
  });

  it('that the server refuses is kept with its reason, and not sent again by itself', async () => {
    server(422, { code: 'invalid', detail: 'Please correct.', errors: { checked_at: ['This was before the entry.'] } });
    await checking.keepCheck('a', CHECK);
    await checking.sendChecks(NORA);
    await checking.sendChecks(NORA);
    expect(asked.length).toBe(1);
    expect(checking.checks.value.a?.problem).toBe('This was before the entry.');
    await checking.dropCheck('a');
    expect(await phone.readFact('checks')).toBeUndefined();
  });

  it('of somebody else who used this phone is not sent as this person’s', async () => {
    server(200);
    await checking.keepCheck('a', { ...CHECK, patient: 'patient-other' });
    await checking.sendChecks(NORA);
    expect(asked).toEqual([]);
  });
});
