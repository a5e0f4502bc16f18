// What stands below the question waits on an empty phone, and on no other.
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Me, Session } from '../../src/domain/answers';
import { NORA, newPhone, type Tab } from '../lib/phone';

const SESSION: Session = {
  id: 's',
  number: 1,
  ended_at: '2026-03-01T09:00:00Z',
  modality: 'acupuncture',
  regions: [],
  recovery: 'watching',
};
const NOTED = { id: 'e', recorded_at: '2026-03-01T10:00:00Z', revision: 1, symptoms: [], regions: [], seen: null };

let phone: Tab;
/** Paths under /api/v1/ that are let through; the others hang. */
let open: Set<string>;
let looked: boolean;

const ANSWERS: Record<string, unknown> = {
  me: { patient: NORA, name: 'Nora' } satisfies Partial<Me>,
  sessions: { results: [SESSION], next: null },
  'entries?limit=200': { results: [NOTED], next: null },
};

beforeEach(async () => {
  phone = await newPhone();
  open = new Set();
  looked = false;
  vi.stubGlobal('fetch', async (url: string) => {
    const path = url.replace('/api/v1/', '');
    await vi.waitFor(() => expect(open).toContain(path), { timeout: 30_000, interval: 5 });
    return new Response(JSON.stringify(ANSWERS[path]), { headers: { 'Content-Type': 'application/json' } });
  });
});
afterEach(() => {
  vi.useRealTimers();
  open = new Set(Object.keys(ANSWERS));
});

async function start() {
  const [advising, diary, sync] = await Promise.all([
    import('../../src/patient/advising'),
    import('../../src/lib/diary'),
    import('../../src/lib/sync'),
  ]);
  void advising.hasLooked.then(() => {
    looked = true;
  });
  diary.followNews();
  await diary.loadDiary();
  sync.startSync();
  return { ...advising, ...diary };
}

const aWhile = () => new Promise((resolve) => setTimeout(resolve, 60));

it('comes at once where the phone knows the last treatment, reached or not', async () => {
  await phone.keepFact('sessions', [SESSION]);
  const { loadSessions, sessions } = await start();
  void loadSessions();
  await vi.waitFor(() => expect(looked).toBe(true));
  expect(sessions.value).toEqual([SESSION]);
});

it('waits on an empty phone for the treatment and for what was written, however often is asked', async () => {
  const { loadSessions, shownEntries } = await start();
  void loadSessions();
  open = new Set(['sessions']);
  await vi.waitFor(async () => expect(await phone.readFact('sessions')).toBeDefined());
  void loadSessions();
  await aWhile();
  expect(looked).toBe(false);
  open = new Set(Object.keys(ANSWERS));
  await vi.waitFor(() => expect(looked).toBe(true));
  expect(shownEntries.value.map(({ id }) => id)).toEqual(['e']);
});

it('waits four seconds for a server that is silent, and no longer', async () => {
  const { loadSessions } = await start();
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  void loadSessions();
  await vi.advanceTimersByTimeAsync(3_900);
  expect(looked).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(looked).toBe(true);
});
