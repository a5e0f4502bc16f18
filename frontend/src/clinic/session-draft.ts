// A session as it is filled in: copied from the last one of the course, checked, and made into what the server takes.
import { instantOf } from './format';
import { type Errors, failed, wholeNumber } from './forms';
import type { Course, NewSession, Session, SessionTemplate } from './shapes';
import { CONTRAINDICATIONS, NEEDLED } from './vocabulary';
import { words } from './words';

export const MOST_NEEDLES = 200;
const MOST_MINUTES = 60;

/** Where a draft was filled in from: the last session, the id of a template, or nothing. */
export const LAST = 'last';

export interface SessionDraft {
  course: string;
  from: string;
  when: 'now' | 'earlier';
  /** As `<input type="datetime-local">` gives it; used when `when` is `earlier`. */
  ended_at: string;
  modality: string;
  regions: string[];
  needles: string;
  retention_minutes: string;
  position: string;
  points: string;
  estimated: boolean;
  anything_changed: '' | 'no' | 'yes';
  what_changed: string;
  nrs_before: number | null;
  note: string;
  proceed_reason: string;
}

/** Ended now; what was done is copied from the last session of the course, else from the course. Scores and notes never are. */
export function draftFor(course: Course, last: Session | undefined): SessionDraft {
  return {
    course: course.id,
    from: last ? LAST : '',
    when: 'now',
    ended_at: '',
    ...treatmentFrom(course, last),
    estimated: false,
    anything_changed: '',
    what_changed: '',
    nrs_before: null,
    note: '',
    proceed_reason: '',
  };
}

export type Treatment = Pick<
  SessionDraft,
  'modality' | 'regions' | 'needles' | 'retention_minutes' | 'position' | 'points'
>;

/** What was done, from a session or a template; without either, what the course says. Where a template names no area, the course's. */
export function treatmentFrom(course: Course, from: Session | SessionTemplate | undefined): Treatment {
  const own = course.regions.length > 0 ? course.regions : [course.region];
  return {
    modality: from?.modality ?? course.modality,
    regions: from && from.regions.length > 0 ? from.regions : own,
    needles: from?.needles?.toString() ?? '',
    retention_minutes: from?.retention_minutes?.toString() ?? '',
    position: from?.position ?? '',
    points: from?.points?.join(', ') ?? '',
  };
}

/** The flags for which going on needs a reason. */
export function reasonsNeeded(flags: readonly string[]): string[] {
  return flags.filter((flag) => flag in CONTRAINDICATIONS);
}

export function checkSession(draft: SessionDraft, flags: readonly string[], now: Date): Errors<SessionDraft> {
  const say = words.session;
  return failed<SessionDraft>({
    proceed_reason: reasonsNeeded(flags).length > 0 && draft.proceed_reason.trim() === '' && say.reasonMissing,
    anything_changed: draft.anything_changed === '' && words.visit.changedMissing,
    what_changed: draft.anything_changed === 'yes' && draft.what_changed.trim() === '' && words.visit.whatMissing,
    ended_at: draft.when === 'earlier' && endError(draft.ended_at, now),
    regions: draft.regions.length === 0 && say.regionsMissing,
    ...checkTreatment(draft),
  });
}

function endError(typed: string, now: Date): string | false {
  const ended = instantOf(typed);
  if (ended === null) return words.session.endedAtMissing;
  return new Date(ended) > now && words.session.endedAtFuture;
}

/** The points as they were typed, one by one. */
export function pointsOf(typed: string): string[] {
  return typed
    .split(/[,;\n]+/)
    .map((point) => point.trim())
    .filter(Boolean);
}

/** What was done, as the server takes it. Hands have no needles, whatever was typed before the modality was changed. */
export function treatmentOf({ modality, regions, position, ...draft }: Treatment) {
  const isNeedled = NEEDLED.has(modality);
  const needles = wholeNumber(draft.needles, 0, MOST_NEEDLES);
  const minutes = wholeNumber(draft.retention_minutes, 1, MOST_MINUTES);
  const points = pointsOf(draft.points);
  return {
    modality,
    regions,
    ...(isNeedled && needles != null ? { needles } : {}),
    ...(isNeedled && minutes != null ? { retention_minutes: minutes } : {}),
    ...(isNeedled && points.length > 0 ? { points } : {}),
    ...(position ? { position } : {}),
  };
}

/** The checks of what was done. */
export function checkTreatment(draft: Treatment): Partial<Record<keyof Treatment, string | false>> {
  const say = words.session;
  return {
    needles: wholeNumber(draft.needles, 0, MOST_NEEDLES) === undefined && say.needlesWrong,
    retention_minutes: wholeNumber(draft.retention_minutes, 1, MOST_MINUTES) === undefined && say.minutesWrong,
  };
}

/** `justNow` is the moment of the first try, so that a second try after a lost answer names the same session. */
export function sessionOf(draft: SessionDraft, justNow: Date): NewSession {
  const reason = draft.proceed_reason.trim();
  return {
    course: draft.course,
    ended_at: (draft.when === 'earlier' && instantOf(draft.ended_at)) || justNow.toISOString(),
    ...treatmentOf(draft),
    anything_changed: draft.anything_changed === 'yes',
    ...(draft.anything_changed === 'yes' ? { what_changed: draft.what_changed.trim() } : {}),
    ...(draft.when === 'earlier' && draft.estimated ? { ended_at_estimated: true } : {}),
    ...(draft.nrs_before === null ? {} : { nrs_before: draft.nrs_before }),
    ...(draft.note.trim() ? { note: draft.note.trim() } : {}),
    ...(reason ? { proceed_reason: reason } : {}),
  };
}
