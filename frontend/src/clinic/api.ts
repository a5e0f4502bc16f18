// Every request of the practitioner's screens. Same origin, the staff cookie, nothing kept: each answer is asked for anew.
import { type Reply, ask as send } from '../lib/api';
import { idleSeconds, isLocked, unlocked } from './idle';
import type { Cover } from './office/shapes';
import type { Hours } from './ringing';
import type {
  AdverseEvent,
  AdverseEvents,
  Alert,
  Case,
  Catalogue,
  ContactPoint,
  Course,
  CourseCurve,
  CoursePlan,
  CourseReview,
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
  SessionTemplate,
  Share,
  Template,
  Timeline,
  Unreached,
  Warning,
  Worklist,
} from './shapes';
import { stillYou } from './still-you';
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

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export async function ask<T>(path: string, method: Method = 'GET', body?: unknown): Promise<T> {
  return (await replyTo<T>(path, method, body)).body;
}

type Answered<T> = Extract<Reply<T>, { kind: 'ok' }>;

async function replyTo<T>(
  path: string,
  method: Method,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered<T>> {
  if (isLocked.value && path !== 'sign-out') await unlocked();
  const reply = await send<T>(method, path, body, { ...headers, 'Ebb-Idle': idleSeconds() });
  if (reply.kind === 'ok') return reply;
  // A proxy in front of a stopped server answers in words of its own.
  if (reply.kind === 'unreachable' || reply.status >= 502) throw unreachable();
  const { code, detail, errors } = reply.problem;
  if (code === 'locked') isLocked.value = true;
  if (code === 'locked' || (code === 'sign_in_again' && (await stillYou())))
    return replyTo<T>(path, method, body, headers);
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

  worklist: worklistSince,
  openNow: () => ask<{ open: number }>('worklist/open'),
  alert: (id: string) => ask<Alert>(`alerts/${id}`),
  acknowledge: (id: string) => ask<Alert>(`alerts/${id}/acknowledge`, 'POST'),
  snooze: (id: string, how: { until: string; reason: string }) => ask<Alert>(`alerts/${id}/snooze`, 'POST', how),
  resolve: (id: string, answer: { outcome: Outcome; note: string; follow_up_at: string | null }) =>
    ask<Alert>(`alerts/${id}/resolve`, 'POST', answer),
  addNote: (id: string, text: string) => ask<Alert>(`alerts/${id}/notes`, 'POST', { text }),
  breakGlass: (id: string, body: Record<string, string>) => ask<void>(`patients/${id}/break-glass`, 'POST', body),
  entry: (id: string) => ask<Entry>(`entries/${id}`),

  patients: (cursor: string | null, q: string | null, coming: string | null = null) =>
    ask<Page<Case>>(`patients?${query({ cursor, q, coming })}`),
  patient: (id: string) => ask<Patient>(`patients/${id}`),
  addPatient: (patient: NewPatient) => ask<Patient>('patients', 'POST', patient),
  changePatient: (id: string, changes: { flags: string[] }) => ask<Patient>(`patients/${id}`, 'PATCH', changes),
  correctPatient: (id: string, typed: object) => ask<void>(`patients/${id}`, 'PATCH', typed),
  takeSessionBack: (id: string, typed: object) => ask<void>(`sessions/${id}/take-back`, 'POST', typed),
  takeBack: (id: string, purpose: string, proxy: object | null) =>
    ask<void>(`patients/${id}/consents/${purpose}/take-back`, 'POST', { proxy }),
  clearSensitive: (id: string, reason: string) => ask<Patient>(`patients/${id}/clear-sensitive`, 'POST', { reason }),
  ease: (id: string, how: { reason: string; until: string }) => ask<object>(`patients/${id}/easing`, 'POST', how),
  endEasing: (id: string) => ask<void>(`patients/${id}/easing`, 'DELETE'),
  adverseEvents: (id: string) => ask<AdverseEvents>(`patients/${id}/adverse-events`),
  correctAdverseEvent: (id: string, event: object) =>
    ask<AdverseEvent>(`adverse-events/${id}/correction`, 'POST', event),
  addAdverseEvent: (id: string, event: object) => ask<AdverseEvent>(`patients/${id}/adverse-events`, 'POST', event),
  unreached: () => ask<Unreached>('unreached'),
  templates: () => ask<Page<Template>>('message-templates'),
  invite: (id: string) => ask<Invitation>(`patients/${id}/invitation`, 'POST', { channel: 'qr' }),
  signOutPhones: (id: string) => ask<void>(`patients/${id}/devices`, 'DELETE'),
  timeline: (id: string, from: string | null = null) => ask<Timeline>(`patients/${id}/timeline?${query({ from })}`),

  courses: (patient: string) => ask<Page<Course>>(`courses?${query({ patient, limit: LARGEST_PAGE })}`),
  sessionTemplates: () => ask<Page<SessionTemplate>>('session-templates'),
  courseCurve: (id: string) => ask<CourseCurve>(`courses/${id}/curve`),
  coursePlans: () => ask<Page<CoursePlan>>('course-plans'),
  addCourse: (course: NewCourse) => ask<Course>('courses', 'POST', course),
  course: (id: string) => ask<Course>(`courses/${id}`),
  changeCourse: (id: string, changes: object) => ask<Course>(`courses/${id}`, 'PATCH', changes),
  review: (course: string) => ask<CourseReview>(`courses/${course}/review`),
  addReview: (course: string, review: object) => ask<object>(`courses/${course}/review`, 'POST', review),
  warnings: (course: string, points: string) =>
    ask<{ warnings: Warning[] }>(`courses/${course}/warnings?${query({ points })}`),
  session: (id: string) => ask<Session>(`sessions/${id}`),
  sessions: (patient: string) => ask<Page<Session>>(`sessions?${query({ patient, limit: LARGEST_PAGE })}`),
  correctSession: (id: string, changes: object) => ask<Session>(`sessions/${id}`, 'PATCH', changes),
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
  cover: () => ask<Page<Cover>>('cover'),
  curve: (session: string) => ask<Curve>(`sessions/${session}/curve`),
};

/** The worklist, and its tag. What has not changed since the one before is that one, as fresh as the answer's headers say. */
async function worklistSince(before: Tagged | null): Promise<Tagged> {
  const known: Record<string, string> = before ? { 'If-None-Match': before.tag } : {};
  const reply = await replyTo<Worklist>(`worklist?${query({ limit: LARGEST_PAGE })}`, 'GET', undefined, known);
  const tag = reply.headers?.get('ETag') ?? '';
  if (reply.status !== 304 || !before) return { tag, list: reply.body };
  const age = Number(reply.headers?.get('Ebb-Sweep-Age-Seconds') ?? Number.NaN);
  const as_of = reply.headers?.get('Date') ?? before.list.as_of;
  const isClear = before.list.results.length === 0 && !Number.isNaN(age);
  return {
    tag,
    list: {
      ...before.list,
      as_of,
      sweep_age_seconds: Number.isNaN(age) ? null : age,
      clear_as_of: isClear ? new Date(new Date(as_of).getTime() - age * 1000).toISOString() : null,
    },
  };
}

export interface Tagged {
  tag: string;
  list: Worklist;
}

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
