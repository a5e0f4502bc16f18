// What is being typed about a patient, kept for this tab alone while nobody has signed out: never on the server's disk, never on ours.
import { me } from './staff';

const PREFIX = 'ebb-draft';

/** Whoever signs in next in the same tab finds nothing of it. */
const nameOf = (patient: string) => `${PREFIX} ${me.value?.id ?? ''} ${patient}`;

export function keep(patient: string, draft: object): void {
  try {
    sessionStorage.setItem(nameOf(patient), JSON.stringify(draft));
  } catch {
    // A browser that keeps nothing still has the form on the screen.
  }
}

export function kept<D>(patient: string): D | null {
  try {
    return JSON.parse(sessionStorage.getItem(nameOf(patient)) ?? 'null') as D | null;
  } catch {
    return null;
  }
}

export function forget(patient: string): void {
  sessionStorage.removeItem(nameOf(patient));
}

/** On signing out. */
export function forgetAll(): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PREFIX)) sessionStorage.removeItem(name);
}
