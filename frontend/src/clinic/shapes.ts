// What the API answers, as docs/api.md and the server's `shown.py` say it. Instants are RFC 3339 text, scores NRS 0-10.
import type { components } from '../../api/types';
import type { CurvePoint, CurveReading } from '../ui';
import type { Hours } from './ringing';

type Schemas = components['schemas'];

export type Level = 'emergency' | 'urgent' | 'practitioner' | 'expected';
export type AlertState = 'open' | 'acknowledged' | 'snoozed' | 'resolved' | 'withdrawn';
export type Recovery = 'watching' | 'settled' | 'lasting' | 'gp_advised' | 'specialist_advised' | 'closed';
export type Outcome =
  | 'advised'
  | 'short_visit'
  | 'referred_gp'
  | 'referred_specialist'
  | 'sent_to_emergency'
  | 'expected_no_action'
  | 'logged_in_error'
  | 'could_not_reach';

export interface Named {
  id: string;
  name: string;
}

export interface Answered {
  by: string;
  at: string;
}

export interface Page<T> {
  results: T[];
  next: string | null;
}

export interface Me {
  id: string;
  name: string;
  roles: string[];
  /** Seconds without a touch after which the workspace covers itself; null: never. */
  locks_after?: number | null;
  clinic: { id: string; name: string; phone: string; time_zone: string } | null;
  /** What stands on every screen: that a clinic only records. */
  notice: string | null;
}

/** One way in which the signed-in person is told. A browser's address stays with the server. */
export interface ContactPoint {
  id: string;
  channel: 'email' | 'push' | 'sms' | 'webhook' | 'service';
  address: string | null;
  active: boolean;
  verified_at: string | null;
  hours: Hours;
  created_at: string;
  disabled_at: string | null;
  disabled_reason: string | null;
  silent_since: string | null;
}

/** Local times such as "22:00"; null for none. */
export interface QuietHours {
  starts: string | null;
  ends: string | null;
  time_zone: string;
}

export interface Delivery {
  channel: string;
  to: string;
  state: string;
  at: string | null;
  attempts: number;
}

export interface AlertEvent {
  at: string;
  kind: string;
  by: string | null;
  because: string;
  hash: string;
}

export interface Alert {
  id: string;
  rule: string;
  code: string | null;
  level: Level;
  state: AlertState;
  patient: Named;
  session: string | null;
  because: string | null;
  readings: string[];
  hours_since_session: number | null;
  band: { p10: number; p90: number } | null;
  rules_version: string | null;
  raised_at: string;
  occurrences: number;
  acknowledged: Answered | null;
  resolved: (Answered & { outcome: Outcome; note: string }) | null;
  next_rung_at: string | null;
  inhibited_by: string | null;
  snoozed_until?: string | null;
  /** Of one alert alone; a row of the worklist leaves them out. */
  deliveries?: Delivery[];
  events?: AlertEvent[];
  silenced_by?: string | null;
  spark?: Spark | null;
}

export interface Spark {
  readings: { hours: number; nrs: number }[];
  band: { hours: number; p10: number; p90: number }[];
}

export interface Worklist extends Page<Alert> {
  clear_as_of: string | null;
  as_of: string;
  sweep_age_seconds: number | null;
}

export interface Health {
  sweep_age_seconds: number | null;
  /** The server's clock, as its answer's header says it. */
  date: string | null;
}

export type Patient = Schemas['OnePatientAnswer'];
export type Case = Schemas['CaseAnswer'];
/** A visit that is booked, by the clinic's clock. */
export type Visit = Schemas['VisitAnswer'];
export type AdverseEvent = Schemas['AdverseEventAnswer'];
export type AdverseEvents = Schemas['AdverseEventsAnswer'];
export type SessionTemplate = Schemas['SessionTemplateAnswer'];
export type Easing = Schemas['EasingAnswer'];

export interface Template {
  id: string;
  name: string;
  text: string;
}

export interface Unreached {
  results: {
    person: Named & { role: string };
    patient: string | null;
    reasons: { reason: string; channel: string | null; since: string | null }[];
    reached_by: string[];
  }[];
}

export interface Warning {
  code: string;
  kind: 'contraindication' | 'caution' | 'notice';
  text: string;
}

export interface CourseReview {
  due: boolean;
  progress: {
    sentence: string;
    percentile: number | null;
    relapses: number;
    relapse_warning: string | null;
    missed: number;
    given: number;
  };
  causes: { code: string; text: string }[];
  reviews: { id: string; plan: string; by: string; at: string; note: string }[];
}

interface Scored {
  nrs: number;
  hours: number;
}

export interface LastVisit {
  session: string;
  number: number;
  hours_since: number;
  baseline: number | null;
  peak: Scored | null;
  hours_to_half: number | null;
  now: Scored | null;
}

export interface NewPatient {
  name: string;
  birth_date: string;
  sex: string | null;
  email: string | null;
  phone: string | null;
  flags: string[];
  /** Why Ebb is used for somebody under 18. */
  child_because?: string | undefined;
}

export type Invitation = Schemas['InvitationAnswer'];

export interface Course {
  id: string;
  patient: string;
  region: string;
  regions: string[];
  onset_date: string | null;
  chronicity: string | null;
  modality: string;
  planned_sessions: number | null;
  created_at: string;
  ended_at: string | null;
  course_pattern?: string | null;
  trauma?: boolean | null;
  diagnosis?: string | null;
  diagnosed_by?: string | null;
  imaging?: boolean | null;
  imaging_date?: string | null;
  triggers?: string[];
  neck_type?: string | null;
  symptoms_at_intake?: string[];
  patches_allowed?: boolean;
}

export interface NewCourse {
  patient: string;
  region: string;
  modality: string;
  chronicity?: string;
  onset_date?: string;
  planned_sessions?: number;
  course_pattern?: string | null;
  trauma?: boolean | null;
  diagnosis?: string | null;
  diagnosed_by?: string | null;
  imaging?: boolean | null;
  imaging_date?: string | null;
  triggers?: string[];
  neck_type?: string | null;
  symptoms_at_intake?: string[];
  patches_allowed?: boolean;
}

export type TakenBack = Schemas['TakenBackAnswer'];

export interface Session {
  id: string;
  course: string;
  number: number;
  started_at: string;
  ended_at: string;
  ended_at_estimated: boolean;
  modality: string;
  regions: string[];
  needles: number | null;
  retention_minutes: number | null;
  position: string | null;
  nrs_before: number | null;
  recovery: Recovery;
  settled_at: string | null;
  silent: boolean;
  note: string | null;
  proceed_reason: string | null;
  points?: string[];
  warnings: { code: string; text: string }[];
  taken_back?: TakenBack | null;
}

export interface NewSession {
  course: string;
  ended_at: string;
  modality: string;
  regions: string[];
  needles?: number;
  retention_minutes?: number;
  position?: string;
  nrs_before?: number;
  note?: string;
  proceed_reason?: string;
  points?: string[];
  ended_at_estimated?: boolean;
  anything_changed?: boolean;
  what_changed?: string;
}

export interface Finding {
  rule: string;
  level: Level;
  because: string;
}

export interface Entry {
  id: string;
  session: string | null;
  hours_since_session: number | null;
  revision: number;
  recorded_at: string;
  received_at: string;
  clock: string;
  by_carer?: string | null;
  nrs_average: number | null;
  nrs_worst: number | null;
  nrs_now: number | null;
  stiffness: number | null;
  activity_nrs: number | null;
  peg?: { pain: number; enjoyment: number; activity: number } | null;
  /** What the patient calls the one thing that their pain makes hard. */
  activity?: string;
  regions: { code: string; side: string | null }[];
  symptoms: { code: string; severity?: number | null; new?: boolean }[];
  none_of_these: boolean | null;
  change: string | null;
  function: string | null;
  recalled: boolean;
  note?: string;
  medicines?: Record<string, unknown>[];
  events?: { code?: string; at?: string }[];
  /** A doctor looked at what the entry says, as the patient told us. */
  checked?: { checked_at: string; note: string } | null;
  level: Level;
  findings: Finding[];
  advice: { code: string; title: string }[];
  seen: Answered | null;
}

export interface Gap {
  from: string;
  to: string;
  hours: number;
}

export interface Timeline {
  patient: Named;
  courses: Course[];
  sessions: Session[];
  /** Sessions that were entered in error: they count nowhere. An older server does not say. */
  taken_back?: TakenBack[];
  entries: Entry[];
  has_earlier_entries: boolean;
  alerts: Alert[];
  gaps: Gap[];
  /** The PEG and the own activity: the first, the last, and the 30 % rule, in sentences. */
  function: { said: string[] };
  last_visit: LastVisit | null;
  visits: Visit[];
  next_visit: Visit | null;
  easing: Easing | null;
}

export interface Curve {
  points: CurvePoint[];
  readings: CurveReading[];
  sentence: string;
  curve_key: string;
  rules_version: string;
}

/** A whole course; days since its first session ended. `percentile`: 100 has the most pain. */
export interface CourseCurve {
  percentile: number | null;
  points: (Omit<CurvePoint, 'hours'> & { days: number })[];
  sessions: { session: string; number: number; days: number }[];
  readings: { entry: string; days: number; nrs: number }[];
  sentence: string;
}

export interface Catalogue {
  symptoms: { code: string; wording: string }[];
  combinations: { code: string; says: string }[];
  extra_check_boxes: { code: string; wording: string }[];
}

export type Report = Schemas['ReportAnswer'];
export type Share = Schemas['SharedAnswer'];
export type NewShare = Schemas['NewShareAnswer'];

export interface NewReport {
  course: string;
  format: 'pdf' | 'fhir' | 'csv';
  request: string;
  recipient: string;
  include_notes: boolean;
  tasks: string[];
  appendix: boolean;
  /** Days of the patient's calendar; without them, the whole course. */
  period?: { from: string; to: string };
}

/** The version in use of a clinic's plan for a course. */
export interface CoursePlan {
  id: string;
  version: number;
  name: string;
  modality: string;
  sessions: number;
  spacing_days: number;
  points: string[];
}
