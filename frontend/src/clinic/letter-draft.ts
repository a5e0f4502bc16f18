// A letter as it is filled in, checked, and made into what the server takes.
import { type Errors, failed } from './forms';
import type { NewReport } from './shapes';
import { words } from './words';

export const LONGEST_REQUEST = 400;

export interface LetterDraft {
  course: string;
  format: 'pdf' | 'fhir' | 'csv';
  recipient: string;
  request: string;
  days: 'whole' | 'part';
  from: string;
  to: string;
  include_notes: boolean;
  /** What is asked, as ticks: see `words.letter.tasks`. */
  tasks: string[];
  appendix: boolean;
}

export function emptyLetter(course: string): LetterDraft {
  return {
    course,
    format: 'pdf',
    recipient: '',
    request: '',
    days: 'whole',
    from: '',
    to: '',
    include_notes: false,
    tasks: [],
    appendix: false,
  };
}

/** A table asks nothing of anybody, so it needs no request; a tick is one too. */
export function checkLetter({ format, request, tasks, days, from, to }: LetterDraft): Errors<LetterDraft> {
  const say = words.letter;
  const isPart = days === 'part';
  return failed<LetterDraft>({
    request:
      (format !== 'csv' && request.trim() === '' && tasks.length === 0 && say.requestMissing) ||
      (request.trim().length > LONGEST_REQUEST && say.requestLong),
    from: isPart && (from === '' || to === '' ? say.daysMissing : from > to && say.daysTurned),
  });
}

export function reportOf(draft: LetterDraft): NewReport {
  return {
    course: draft.course,
    format: draft.format,
    recipient: draft.recipient.trim(),
    request: draft.request.trim(),
    include_notes: draft.include_notes,
    tasks: draft.tasks,
    appendix: draft.appendix,
    ...(draft.days === 'part' ? { period: { from: draft.from, to: draft.to } } : {}),
  };
}
