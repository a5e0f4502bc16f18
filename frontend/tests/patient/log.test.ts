import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newPhone, type Tab } from '../lib/phone';
import { Server } from '../lib/server';

type Log = typeof import('../../src/patient/log');
type Diary = typeof import('../../src/lib/diary');

let server: Server;
let phone: Tab;
let log: Log;
let diary: Diary;

beforeEach(async () => {
  server = new Server();
  server.install();
  phone = await newPhone();
  log = await import('../../src/patient/log');
  diary = await import('../../src/lib/diary');
  diary.followNews();
  await diary.loadDiary();
});

// What a test has begun is over before its browser is: a timer that fires later finds none.
afterEach(() => vi.waitFor(() => expect(diary.waiting.value).toEqual([]), 5000));

const sent = () => server.arrived.map(({ body }) => body);

describe('a new entry', () => {
  it('is a draft until it is saved, and survives the app', async () => {
    log.setScore(7);
    await vi.waitFor(async () => expect((await phone.readFact('draft'))?.body.nrs_average).toBe(7));
    expect(server.arrived).toEqual([]);
    log.begin();
    await log.restoreDraft();
    expect([log.body.value.nrs_average, log.wasRestored.value]).toEqual([7, true]);
  });

  it('gets its time when it is saved, and leaves no draft', async () => {
    log.setScore(7);
    const before = new Date().toISOString();
    expect(await log.save()).toBe(true);
    await vi.waitFor(() => expect(sent().length).toBe(1));
    expect((sent()[0]?.recorded_at ?? '') >= before).toBe(true);
    expect(sent()[0]?.time_zone).toBe(Intl.DateTimeFormat().resolvedOptions().timeZone);
    expect(await phone.readFact('draft')).toBeUndefined();
  });

  it('without a score or a symptom is not an entry', async () => {
    log.setNote('Tired.');
    expect(await log.save()).toBe(false);
  });

  it('may be a symptom alone', async () => {
    log.tick('fever', true);
    expect(await log.save()).toBe(true);
    await vi.waitFor(() => expect(sent()[0]).toMatchObject({ nrs_average: null, symptoms: [{ code: 'fever' }] }));
  });

  it('that the phone refuses stays on the screen', async () => {
    log.setScore(7);
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('Full.', 'QuotaExceededError');
    });
    expect(await log.save()).toBe(false);
    expect([log.cannotSave.value, log.body.value.nrs_average, log.entryId.value]).toEqual([true, 7, null]);
  });
});

describe('a saved entry', () => {
  beforeEach(async () => {
    log.setScore(5);
    await log.save();
    await vi.waitFor(() => expect(sent().length).toBe(1));
    await vi.waitFor(() => expect(log.savedEntry.value?.answer?.revision).toBe(1));
  });

  it('takes a note without another Save', async () => {
    log.setNote('Stairs.');
    await vi.waitFor(() => expect(sent().at(-1)?.note).toBe('Stairs.'), 3000);
    expect(server.rows.size).toBe(1);
  });

  it('keeps the last letters when the screen is left at once', async () => {
    for (const note of ['S', 'St', 'Stairs.']) log.setNote(note);
    log.begin();
    await vi.waitFor(() => expect(diary.entries.value[0]?.body.note).toBe('Stairs.'));
  });

  it('sends a red flag at once, with the advice that was shown', async () => {
    log.tick('short-of-breath', true);
    await vi.waitFor(() => expect(sent().length).toBe(2), 500);
    expect(sent()[1]?.advice_shown).toMatchObject({ codes: ['short-of-breath'] });
  });

  it('of yesterday counts as remembered', () => {
    log.setWhen(new Date(Date.now() - 30 * 3_600_000).toISOString());
    expect(log.body.value.recalled).toBe(true);
    log.setWhen(new Date(Date.now() - 3_600_000).toISOString());
    expect(log.body.value.recalled).toBe(false);
  });
});
