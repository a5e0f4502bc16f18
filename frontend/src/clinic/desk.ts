// The worklist as it is shown: the last answer of the server, and how many alerts have come since the one before.
import { batch, signal } from '@preact/signals';
import { api, Problem, type Tagged } from './api';
import { compareClocks, heard, lostContact } from './pulse';
import type { Alert, Worklist } from './shapes';
import { problemToShow } from './staff';
import { inOrder, isClosed, newSince } from './worklist';

export const worklist = signal<Worklist | null>(null);
export const arrived = signal(0);
/** The last answer as it came, before our own answers changed it on the screen. */
let last: Tagged | null = null;

export async function refreshWorklist(): Promise<void> {
  try {
    last = await api.worklist(worklist.value ? last : null);
    const answer = last.list;
    batch(() => {
      arrived.value = newSince(worklist.value?.results ?? null, answer.results);
      worklist.value = answer;
      compareClocks(answer.as_of);
      heard(answer.sweep_age_seconds);
    });
  } catch (error) {
    // Whatever the reason, what is shown is no longer what the server knows.
    if (error instanceof Problem && error.status !== 401 && error.code !== 'second_factor_needed') lostContact();
    problemToShow(error);
  }
}

/** Takes in one alert as the server answered it, so that the row changes before the next refresh. */
export function takeIn(alert: Alert): void {
  const list = worklist.value;
  if (!list) return;
  const others = list.results.filter((each) => each.id !== alert.id);
  worklist.value = { ...list, results: isClosed(alert) ? others : inOrder([...others, alert]) };
}
