// Opening what its owner locked here; that takes the server anyway, so no phone keeps this.
import type { Me } from '../domain/answers';
import { write } from './db';
import { keepFact, readFact } from './facts';
import { say } from './news';
import { canSeal, type Kept, keyOf } from './sealing';

/** Its owner is back: what waits goes on waiting, to be sent. What another person locked stays as it is. */
export async function unseal(who: Me): Promise<void> {
  const { [who.patient ?? '']: own, ...others } = (await readFact('sealed')) ?? {};
  if (!own || !canSeal(who)) return;
  const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: own.iv }, await keyOf(who.seal ?? ''), own.data);
  const kept = JSON.parse(new TextDecoder().decode(text)) as Kept;
  await write(['entries', 'jobs'], async ({ entries, jobs }) => {
    for (const entry of kept.entries) entries.put(entry);
    for (const job of kept.jobs) jobs.put(job);
  });
  await keepFact('sealed', Object.keys(others).length > 0 ? others : undefined);
  say('entries');
}
