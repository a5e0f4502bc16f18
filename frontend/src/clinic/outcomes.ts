// What an outcome must carry before an alert can be resolved. The server checks the same (alerts/lifecycle.py, check_outcome).
import { instantOf } from './format';
import { type Errors, failed } from './forms';
import type { Outcome } from './shapes';
import { words } from './words';

export const OUTCOMES = Object.keys(words.outcome) as Outcome[];
export const NEEDS_NOTE: ReadonlySet<Outcome> = new Set(['expected_no_action', 'logged_in_error']);
export const NEEDS_FOLLOW_UP: Outcome = 'could_not_reach';

export interface OutcomeDraft {
  outcome: Outcome | null;
  note: string;
  /** As `<input type="datetime-local">` gives it. */
  follow_up_at: string;
}

export function checkOutcome({ outcome, note, follow_up_at }: OutcomeDraft, now: Date): Errors<OutcomeDraft> {
  if (outcome === null) return { outcome: words.alert.outcomeNeeded };
  return failed<OutcomeDraft>({
    note: NEEDS_NOTE.has(outcome) && note.trim() === '' && words.alert.noteNeeded,
    follow_up_at: outcome === NEEDS_FOLLOW_UP && followUpError(follow_up_at, now),
  });
}

function followUpError(typed: string, now: Date): string | false {
  const again = instantOf(typed);
  if (again === null) return words.alert.followUpNeeded;
  return new Date(again) <= now && words.alert.followUpPast;
}
