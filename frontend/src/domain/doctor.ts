// What a doctor who has never heard of Ebb needs, from this phone alone.
import { levelOf } from './advice';
import type { Level } from './catalogue';
import { type Body, type Entry, momentOf } from './entry';

const RECENT_MS = 14 * 24 * 60 * 60 * 1000;
const MOST_SCORES = 6;
const WORST_FIRST: Level[] = ['emergency', 'urgent', 'practitioner', 'expected'];

export interface Told {
  code: string;
  level: Level;
  /** When it was first ticked in this time; '' while it is being written. */
  since: string;
}

export interface ForDoctor {
  symptoms: Told[];
  /** When "none of these" was last said, if nothing was ticked since then. */
  noneAt: string | null;
  scores: { nrs: number; at: string }[];
  medicines: string[];
}

/**
 * Since the last treatment, or in two weeks where none is known: symptoms worst first, the newest scores, the medicines
 * named. `draft` is what is being written now; it counts before it is saved.
 */
export function forDoctor(
  entries: readonly Entry[],
  draft: Body | null,
  treatedAt: string | null,
  now: number,
): ForDoctor {
  const since = treatedAt === null ? now - RECENT_MS : Date.parse(treatedAt);
  const own = entries
    .filter((entry) => !entry.isDeleted && Date.parse(momentOf(entry)) >= since)
    .sort((one, other) => Date.parse(momentOf(one)) - Date.parse(momentOf(other)));
  const told = new Map<string, Told>();
  const tell = (body: Body, at: string) => {
    for (const { code } of body.symptoms) {
      if (!told.has(code)) told.set(code, { code, level: levelOf([{ code, new: true }]), since: at });
    }
  };
  for (const entry of own) tell(entry.body, momentOf(entry));
  if (draft) tell(draft, '');
  const last = own.at(-1);
  const isClear = last?.body.none_of_these === true && !draft?.symptoms.length;
  return {
    symptoms: [...told.values()].sort(
      (one, other) => WORST_FIRST.indexOf(one.level) - WORST_FIRST.indexOf(other.level),
    ),
    noneAt: isClear && last ? momentOf(last) : null,
    scores: own
      .flatMap((entry) =>
        entry.body.nrs_average === null ? [] : [{ nrs: entry.body.nrs_average, at: momentOf(entry) }],
      )
      .reverse()
      .slice(0, MOST_SCORES),
    medicines: [...new Set(own.flatMap((entry) => entry.body.medicines.map(medicineWords)))].filter(Boolean),
  };
}

/** "Paracetamol 500 mg": a medicine as it was typed, whatever shape another program gave it. */
export function medicineWords(medicine: unknown): string {
  if (typeof medicine === 'string') return medicine;
  const { name, amount } = (medicine ?? {}) as { name?: unknown; amount?: unknown };
  return [name, amount].filter((part) => typeof part === 'string' && part !== '').join(' ');
}
