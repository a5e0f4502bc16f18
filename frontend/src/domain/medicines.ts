// Medicines to offer again with one tap.
import { medicineWords } from './doctor';
import type { Entry } from './entry';

const MOST_OFFERED = 6;

export interface Offered {
  words: string;
  medicine: unknown;
}

/** What is taken now, then what the newest entries name; each once, in a fixed place while it is switched on and off. */
export function recentMedicines(taken: readonly unknown[], newestFirst: readonly Entry[]): Offered[] {
  const offered = new Map<string, unknown>();
  for (const medicine of newestFirst.flatMap((entry) => entry.body.medicines)) {
    const words = medicineWords(medicine);
    if (words && !offered.has(words) && offered.size < MOST_OFFERED) offered.set(words, medicine);
  }
  for (const medicine of taken) {
    const words = medicineWords(medicine);
    if (words && !offered.has(words)) offered.set(words, medicine);
  }
  return [...offered].map(([words, medicine]) => ({ words, medicine }));
}
