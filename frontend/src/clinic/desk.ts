// The worklist as it is shown: the last answer of the server, and how many alerts have come since the one before.
import { batch, signal } from '@preact/signals';
import { api, Problem, type Tagged } from './api';
import { place } from './navigation';
import { compareClocks, heard, lostContact, takePulse } from './pulse';
import { hrefs } from './routes';
import type { Alert, Worklist } from './shapes';
import { me, problemToShow } from './staff';
import { inOrder, isClosed, newSince } from './worklist';

export const worklist = signal<Worklist | null>(null);
export const arrived = signal(0);
/** How many alerts are open, as a screen without the worklist last heard; null: the worklist knows. */
export const openNow = signal<number | null>(null);
/** The last answer as it came, before our own answers changed it on the screen. */
let last: Tagged | null = null;

export async function refreshWorklist(): Promise<void> {
  try {
    last = await api.worklist(worklist.value ? last : null);
    const answer = last.list;
    batch(() => {
      arrived.value = newSince(worklist.value?.results ?? null, answer.results);
      worklist.value = answer;
      openNow.value = null;
      compareClocks(answer.as_of);
      heard(answer.sweep_age_seconds);
    });
  } catch (error) {
    // Whatever the reason, what is shown is no longer what the server knows.
    if (error instanceof Problem && error.status !== 401 && error.code !== 'second_factor_needed') lostContact();
    problemToShow(error);
  }
}

/** On the other screens: the pulse, and the number in the menu, which is nobody's data. Who has none to see is not asked about. */
export async function refreshCount(): Promise<void> {
  await takePulse();
  const treats = me.value?.roles.some((role) => role === 'practitioner' || role === 'manager');
  // Until a second factor is set up, on that page, nothing else is answered.
  if (!treats || place.value.pathname === hrefs.office('security')) return;
  await api.openNow().then(
    ({ open }) => {
      openNow.value = open;
    },
    () => undefined,
  );
}

/** Takes in one alert as the server answered it, so that the row changes before the next refresh. */
export function takeIn(alert: Alert): void {
  if (isClosed(alert) && openNow.value) openNow.value -= 1;
  const list = worklist.value;
  if (!list) return;
  const others = list.results.filter((each) => each.id !== alert.id);
  worklist.value = { ...list, results: isClosed(alert) ? others : inOrder([...others, alert]) };
}
