// Every request of the practitioner's screens. Same origin, the staff cookie, nothing kept: each answer is asked for anew.
import { ask as send } from '../lib/api';
import type { Hours } from './ringing';
import type {
  Alert,
  Catalogue,
  ContactPoint,
  Course,
  Curve,
  Entry,
  Health,
  Invitation,
  Me,
  NewCourse,
  NewPatient,
  NewReport,
  NewSession,
  NewShare,
  Outcome,
  Page,
  Patient,
  QuietHours,
  Report,
  Session,
  Share,
  Timeline,
  Worklist,
} from './shapes';
import { words } from './words';

export const LARGEST_PAGE = 200;
const GIVE_UP_MS = 15_000;

/** Why a request did not do what was asked. `code` is stable; `errors` names fields; `by` and `at`: who was first (409). */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly errors: Readonly<Record<string, readonly string[]>> = {},
    readonly by: string | null = null,
    readonly at: string | null = null,
  ) {
    super(message);
  }

  /** Nobody answered: what is on the screen may be old. */
  get isUnreachable(): boolean {
    return this.code === 'unreachable';
  }
}

const unreachable = () => new Problem(0, 'unreachable', words.unreachable);

export async function ask<T>(
  path: string,
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' = 'GET',
  body?: unknown,
): Promise<T> {
  const reply = await send<T>(method, path, body);
  if (reply.kind === 'ok') return reply.body;
  // A proxy in front of a stopped server answers in words of its own.
  if (reply.kind === 'unreachable' || reply.status >= 502) throw unreachable();
  const { code, detail, errors } = reply.problem;
  const first = reply.body as { by?: string | null; at?: string | null };
  throw new Problem(reply.status, code, detail || words.failedTitle, errors, first.by ?? null, first.at ?? null);
}

/** Sent as the server wants it, without the fields that were left empty. */
export function query(values: Record<string, string | number | null>): string {
  const pairs = Object.entries(values).filter(([, value]) => value !== null);
  return new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
}

export const api = {
  me: () => ask<Me>('me'),
  signOut: () => ask<void>('sign-out', 'POST'),
  catalogue: () => ask<Catalogue>('catalogue'),

  worklist: () => ask<Worklist>(`worklist?${query({ limit: LARGEST_PAGE })}`),
  alert: (id: string) => ask<Alert>(`alerts/${id}`),
  acknowledge: (id: string) => ask<Alert>(`alerts/${id}/acknowledge`, 'POST'),
  resolve: (id: string, answer: { outcome: Outcome; note: string; follow_up_at: string | null }) =>
    ask<Alert>(`alerts/${id}/resolve`, 'POST', answer),
  addNote: (id: string, text: string) => ask<Alert>(`alerts/${id}/notes`, 'POST', { text }),
  entry: (id: string) => ask<Entry>(`entries/${id}`),

  patients: (cursor: string | null) => ask<Page<Patient>>(`patients?${query({ limit: LARGEST_PAGE, cursor })}`),
  patient: (id: string) => ask<Patient>(`patients/${id}`),
  addPatient: (patient: NewPatient) => ask<Patient>('patients', 'POST', patient),
  invite: (id: string) => ask<Invitation>(`patients/${id}/invitation`, 'POST', { channel: 'qr' }),
  timeline: (id: string) => ask<Timeline>(`patients/${id}/timeline`),

  courses: (patient: string) => ask<Page<Course>>(`courses?${query({ patient, limit: LARGEST_PAGE })}`),
  addCourse: (course: NewCourse) => ask<Course>('courses', 'POST', course),
  sessions: (patient: string) => ask<Page<Session>>(`sessions?${query({ patient, limit: LARGEST_PAGE })}`),
  recordSession: (session: NewSession) => ask<Session>('sessions', 'POST', session),
  reports: (patient: string) => ask<Page<Report>>(`reports?${query({ patient, limit: LARGEST_PAGE })}`),
  draftReport: (report: NewReport) => ask<Report>('reports', 'POST', report),
  shares: (report: string) => ask<Page<Share>>(`reports/${report}/shares`),
  share: (report: string, kind: 'page' | 'health_link') => ask<NewShare>(`reports/${report}/shares`, 'POST', { kind }),
  unshare: (id: string) => ask<void>(`shares/${id}`, 'DELETE'),
  contactPoints: () => ask<Page<ContactPoint>>('contact-points'),
  putContactPoint: (id: string, point: { channel: string; address: string; hours?: Hours }) =>
    ask<ContactPoint>(`contact-points/${id}`, 'PUT', point),
  sendCode: (id: string) => ask<ContactPoint>(`contact-points/${id}/code`, 'POST'),
  proveContactPoint: (id: string, code: string) => ask<ContactPoint>(`contact-points/${id}/verify`, 'POST', { code }),
  removeContactPoint: (id: string) => ask<void>(`contact-points/${id}`, 'DELETE'),
  quietHours: () => ask<QuietHours>('quiet-hours'),
  setQuietHours: (hours: { starts: string; ends: string }) => ask<QuietHours>('quiet-hours', 'PUT', hours),
  endQuietHours: () => ask<QuietHours>('quiet-hours', 'DELETE'),
  curve: (session: string) => ask<Curve>(`sessions/${session}/curve`),
};

/** Where a browser opens a report: the page itself, with the staff cookie. */
export function contentOf(report: string): string {
  return `/api/v1/reports/${report}/content`;
}

/** How long ago somebody swept. The answer is 503 when that is too long, and says so in the same words. */
export async function health(): Promise<Health> {
  const answer = await fetch('/healthz', { cache: 'no-store', signal: AbortSignal.timeout(GIVE_UP_MS) }).catch(
    () => null,
  );
  const body = (await answer?.json().catch(() => null)) as Omit<Health, 'date'> | null | undefined;
  if (!body || !('sweep_age_seconds' in body)) throw unreachable();
  return { ...body, date: answer?.headers.get('Date') ?? null };
}
