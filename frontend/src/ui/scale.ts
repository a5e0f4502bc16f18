// NRS 0-10. Wording and layout of a validated scale change only with a clinical sign-off, so the item stands here alone.
import { say } from './words';

export const NRS_STEPS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10] as const;

export type Severity = 'none' | 'mild' | 'moderate' | 'severe';

/** None, mild 1-3, moderate 4-6, severe 7-10. */
export function severityOf(nrs: number): Severity {
  if (nrs <= 0) return 'none';
  if (nrs <= 3) return 'mild';
  return nrs <= 6 ? 'moderate' : 'severe';
}

export function wordOf(nrs: number): string {
  return say(severityOf(nrs));
}
