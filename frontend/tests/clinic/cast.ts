// Invented people and alerts for the tests of the practitioner's screens.
import type { Alert, Me, Worklist } from '../../src/clinic/shapes';

export const ANNA: Me = { id: 'u1', name: 'Anna Berg', roles: ['practitioner'], clinic: null, notice: null };
export const ALERT_ID = '01a1ffb8-7638-7a77-8cdf-ec47dc349141';

export function alertOf(changes: Partial<Alert> = {}): Alert {
  return {
    id: ALERT_ID,
    rule: 'forty_eight_hours',
    code: null,
    level: 'practitioner',
    state: 'open',
    patient: { id: '01a1ffb8-7405-7dfd-baa9-ef8e3926bcc7', name: 'Maya Lindqvist' },
    session: null,
    because: '6 out of 10 at 50 hours; before the session 3; expected by now 2 to 4.',
    readings: [],
    hours_since_session: 50,
    band: null,
    rules_version: '2026.1',
    raised_at: '2026-03-02T12:00:00+00:00',
    occurrences: 1,
    acknowledged: null,
    resolved: null,
    next_rung_at: null,
    inhibited_by: null,
    deliveries: [],
    events: [],
    ...changes,
  };
}

export function worklistOf(results: Alert[], changes: Partial<Worklist> = {}): Worklist {
  return {
    results,
    next: null,
    as_of: '2026-03-02T14:02:00+00:00',
    clear_as_of: results.length === 0 ? '2026-03-02T14:02:00+00:00' : null,
    sweep_age_seconds: 4,
    ...changes,
  };
}
