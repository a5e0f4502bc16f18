// What the API answers about a clinic.
import type { components } from '../../../api/types';
import type { Hours } from '../ringing';
import type { CoursePlan, Named } from '../shapes';

export type Preset = 'sensitive' | 'standard' | 'quiet';
export const PRESETS: readonly Preset[] = ['sensitive', 'standard', 'quiet'];

export interface Clinic {
  id: string;
  name: string;
  phone: string;
  time_zone: string;
  country: string;
  emergency_number: string;
  urgent_line: string;
  opening_hours: Hours;
  preset: Preset;
  retention_years: number;
  consent_age: number;
  may_change: boolean;
}

export type ClinicChange = Partial<Omit<Clinic, 'id' | 'may_change' | 'emergency_number' | 'urgent_line'>> & {
  reason?: string;
};

export type Change = components['schemas']['ChangeAnswer'];

export interface Member {
  id: string;
  name: string;
  email: string | null;
  roles: string[];
  patients: number;
}

export interface Invited {
  id: string;
  email: string;
  name: string;
  roles: string[];
  expires_at: string;
}

export interface Members {
  results: Member[];
  invited: Invited[];
}

export interface Left {
  patients: number;
  alerts: number;
}

export interface NewCover {
  user: string;
  covers: string | null;
  starts_at: string;
  ends_at: string | null;
}

export interface Cover {
  id: string;
  user: Named;
  covers: Named | null;
  starts_at: string;
  ends_at: string | null;
}

export interface ReplayRule {
  rule: string;
  before: number;
  after: number;
  gained: number;
  lost: number;
  lost_actioned: number;
}

export interface ReplayAlert {
  patient: Named;
  session: string;
  rule: string;
  because: string;
  at: string;
  actioned?: boolean;
}

export interface Replay {
  id: string;
  was: Preset;
  becomes: Preset;
  since: string;
  until: string;
  sessions: number;
  done: number;
  finished_at: string | null;
  rules: ReplayRule[];
  gained: ReplayAlert[];
  lost: ReplayAlert[];
}

export interface Webhook {
  id: string;
  url: string;
  user: Named;
  active: boolean;
  secret_since: string;
}

export interface Token {
  id: string;
  name: string;
  scopes: string[];
  last_used_at: string | null;
  expires_at: string;
}

export type NewToken = Token & { token: string };

/** A text for patients; those that come with Ebb are `built_in` and stay. */
export interface Template {
  id: string;
  name: string;
  text: string;
  built_in: boolean;
}

export type NewPlan = Omit<CoursePlan, 'id' | 'version'>;

export type ImportFile = { format: 'csv' | 'ical' } & ({ text: string } | { url: string });

export interface Imported {
  applied: boolean;
  counts: Record<string, number>;
  results: { line: number; patient: Named; starts_at: string; becomes: string }[];
  problems: { line: number; reason: string }[];
}

export type ClinikoState = components['schemas']['ClinikoAnswer'];
