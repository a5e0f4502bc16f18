// Who is signed in here. Nothing of it is kept: a reload asks again.
import { signal } from '@preact/signals';
import { api, Problem } from './api';
import { forgetAll } from './kept-drafts';
import { go, place } from './navigation';
import { lostContact } from './pulse';
import { hrefs } from './routes';
import type { Me } from './shapes';

export const me = signal<Me | null>(null);

/** What a screen should show for an error. Null when it was a lost sign-in: then we are on the way to sign in and back. */
export function problemToShow(error: unknown): Problem | null {
  if (!(error instanceof Problem)) throw error;
  if (error.isUnreachable) lostContact();
  if (error.code === 'second_factor_needed') askForFactor();
  else if (error.status !== 401) return error;
  else askToSignIn();
  return null;
}

/** Whoever has a password and no second factor yet may go nowhere else. */
function askForFactor(): void {
  const there = hrefs.office('security');
  if (place.value.pathname !== there) go(there, { replace: true });
}

export async function signOut(): Promise<void> {
  await api.signOut().catch((error: Problem) => {
    if (error.status !== 401) throw error; // its time was over already
  });
  me.value = null;
  forgetAll();
  // A full load, so that no patient's data stays in this page's memory.
  location.assign(hrefs.signIn(''));
}

function askToSignIn(): void {
  me.value = null;
  const { pathname, hash } = place.value;
  if (!pathname.endsWith('/sign-in')) go(hrefs.signIn(pathname + hash), { replace: true });
}
