// What the server answers, as far as the patient's app reads it; by hand where its schema does not describe the answer yet.
import type { components } from '../../api/types';

export interface Clinic {
  id: string;
  name: string;
  country: string;
  time_zone: string;
  phone: string;
  opening_hours: unknown;
}

/** What the phone needs besides its own diary to judge symptoms as the server does. */
export interface Judging {
  flags: string[];
  age: number;
  baseline: number | null;
  lasting: [string, string | null][];
}

export interface Monitoring {
  /** `paused`: the last treatment is long ago, so only warning signs are told. */
  state: 'on' | 'paused' | 'off';
  agreed: boolean;
  until: string | null;
  /** When the clinic is next in; null while it is open. */
  opens_at?: string | null;
}

export interface Me {
  /** Whose diary this is. */
  name: string;
  /** Who writes for them on this phone; null when it is the patient. */
  carer?: string | null;
  /** The patient asked for the diary to go. */
  erasure?: { asked_at: string; due_at: string } | null;
  judging?: Judging | null;
  /** Who answers while the practitioner is away, in a sentence. */
  cover?: { text: string; until: string } | null;
  /** A treatment that the clinic had noted by mistake and took out: when it was said to have ended. */
  taken_back?: { ended_at: string; at: string } | null;
  /** Something that was answered is asked again. */
  consent_asked?: boolean;
  reminders?: { agreed: boolean; paused_until: string | null; next_at: string | null; times?: string[] } | null;
  /** What was there before treatment, by its codes. */
  ask?: { known: string[] } | null;
  /** The self-care card as the server saw it last. */
  self_care?: { code: string; texts: string[]; since: string } | null;
  patient: string | null;
  /** Locks what waits on a phone that is left; only who signs in gets it. */
  seal?: string | null;
  clinic: Clinic | null;
  monitoring: Monitoring | null;
  /** How many letters wait for this patient's yes or no. */
  reports_waiting: number | null;
  locale: string;
  time_zone: string;
}

export interface Paired {
  patient: { id: string; name: string; locale: string; time_zone: string };
  clinic: Clinic;
  consents_needed: string[];
}

export type Relation = 'mother' | 'father' | 'guardian' | 'attorney' | 'representative';

/** Who answers for a patient who cannot: a parent, say. Empty while nobody has said who. */
export interface TheirProxy {
  name: string;
  relation: Relation | '';
}

export interface Consent {
  purpose: 'monitoring' | 'reminders' | 'audit' | 'sharing';
  version: string;
  text: string;
  given: boolean | null;
  at: string | null;
  /** Whose word the answer is, when it is not the patient's. */
  proxy: TheirProxy | null;
  /** Who may say yes now, and what that somebody may be to the patient. */
  asks: 'patient' | 'proxy';
  relations: Relation[];
  /** The answer does not stand as it is. */
  again: boolean;
}

export interface Session {
  id: string;
  number: number;
  ended_at: string;
  modality: string;
  regions: string[];
  needled?: boolean;
  chest_wall_needled?: boolean;
  recovery: string;
}

export interface CurvePoint {
  hours: number;
  p10: number;
  p25: number;
  p50: number;
  p75: number;
  p90: number;
}

export interface CurveReading {
  entry: string;
  hours: number;
  nrs: number;
  above_expected: boolean;
}

export interface Curve {
  session: string;
  points: CurvePoint[];
  readings: CurveReading[];
  sentence: string;
}

/** A page or table about a course: drafted by the clinic or the patient, answered by the patient. */
export type Letter = components['schemas']['ReportAnswer'];
export type Share = components['schemas']['SharedAnswer'];
export type NewShare = components['schemas']['NewShareAnswer'];

export interface Page<T> {
  results: T[];
  next: string | null;
  /** Of entries: the ids of what was deleted in the time of this page. */
  deleted?: string[];
}
