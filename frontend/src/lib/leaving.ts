// Leaving this phone: its sign-in ends at the server, and nothing of its owner stays that anybody else could read.
import { ask } from './api';
import { closeDatabase, write } from './db';
import { loadDiary, me } from './diary';
import { type Facts, readFact } from './facts';
import { alone, OUTBOX_LOCK } from './locks';
import { say } from './news';
import { hasWaiting } from './outbox';
import { canSeal, sealWaiting } from './sealing';
import { askForBackgroundSync, forgetApp } from './sw-client';

/**
 * End this phone's sign-in, and empty the phone; `keep`: what waits stays, locked for its owner. Without a network the phone is
 * emptied all the same, and the server hears of it when there is one.
 */
export async function leave({ keep = false } = {}): Promise<void> {
  await alone(OUTBOX_LOCK, async () => {
    const who = me.value;
    const sealed = keep && who ? await sealWaiting(who) : await readFact('sealed');
    const reply = await ask('POST', 'sign-out', { keep: sealed !== undefined });
    // A phone that the server has forgotten already may still be emptied.
    const isTold = reply.kind === 'ok' || (reply.kind === 'problem' && reply.status === 401);
    me.value = null; // what is still on its way from the server is kept no more
    await empty(sealed, !isTold);
    if (isTold) await forgetApp();
    else await askForBackgroundSync();
    await loadDiary();
    say('me');
  });
}

/** This phone was signed out from elsewhere: it is emptied, and what waits stays, locked for its owner. False where nothing locks. */
export async function desert(): Promise<boolean> {
  const keep = canSeal(me.value);
  if (!keep && (await hasWaiting())) return false;
  await leave({ keep });
  return true;
}

async function empty(sealed: Facts['sealed'] | undefined, left: boolean): Promise<void> {
  await write(['entries', 'jobs', 'facts'], async ({ entries, jobs, facts }) => {
    entries.clear();
    jobs.clear();
    facts.clear();
    if (sealed) facts.put(sealed, 'sealed');
    if (left) facts.put(left, 'left');
  });
  await closeDatabase();
}
