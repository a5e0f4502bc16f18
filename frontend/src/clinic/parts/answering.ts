// What the ways to answer an alert share: they do nothing on a stale screen, and a lost race shows who was first.
import { Problem } from '../api';
import { type Doing, useAction } from '../hooks';
import { isTrusted } from '../pulse';
import type { Alert } from '../shapes';

export const OFF_BECAUSE = 'off-because';

export interface AnswerProps {
  alert: Alert;
  /** The alert as the server holds it after our answer. */
  answered: (alert: Alert) => void;
  /** Somebody was first: what is shown is old, and the form that asked may be gone when the new state is there. */
  beaten: (problem: Problem) => void;
}

/** An answer as a promise that shows its result, whichever way it went. */
export async function answer({ answered, beaten }: AnswerProps, act: () => Promise<Alert>): Promise<void> {
  try {
    answered(await act());
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'conflict') throw error;
    beaten(error);
  }
}

export function useAnswer(props: AnswerProps, act: () => Promise<Alert>): Doing<[]> {
  return useAction(() => answer(props, act));
}

/** For a button that answers: off, and where it says why. */
export function offWhileStale(busy: boolean): { off: boolean; 'aria-describedby'?: string } {
  return isTrusted.value ? { off: busy } : { off: true, 'aria-describedby': OFF_BECAUSE };
}
