// How every form here behaves: check, say what is wrong by field, send, and never clear what was typed.
import { useMemo, useState } from 'preact/hooks';
import type { FieldError } from '../ui';
import { Problem } from './api';
import { useAction } from './hooks';

/** Sentences by field. A field's name is the server's, and the id of its first control. */
export type Errors<D> = Partial<Record<keyof D & string, string>>;

export interface Form<D> {
  draft: D;
  change: (part: Partial<D>) => void;
  errors: Errors<D>;
  list: FieldError[];
  submit: (event: Event) => void;
  busy: boolean;
  problem: Problem | null;
}

export function useForm<D extends object>(
  atFirst: D,
  check: (draft: D) => Errors<D>,
  send: (draft: D) => Promise<void>,
): Form<D> {
  const [draft, setDraft] = useState(atFirst);
  const [errors, setErrors] = useState<Errors<D>>({});
  const { run, busy, problem } = useAction(async () => {
    try {
      await send(draft);
    } catch (error) {
      const found = errorsOf(error, draft);
      if (Object.keys(found).length === 0) throw error;
      setErrors(found);
    }
  });
  const list = useMemo(() => listOf(errors), [errors]);
  return {
    draft,
    change: (part) => setDraft((before) => ({ ...before, ...part })),
    errors,
    list,
    submit: (event) => {
      event.preventDefault();
      const found = check(draft);
      setErrors(found);
      if (Object.keys(found).length === 0) run();
    },
    busy,
    problem,
  };
}

/** The checks that failed: `{name: 'Type the name.'}` for every true one. */
export function failed<D>(checks: Partial<Record<keyof D & string, string | false>>): Errors<D> {
  const found = Object.entries(checks).filter(([, sentence]) => typeof sentence === 'string');
  return Object.fromEntries(found) as Errors<D>;
}

/** A whole number between two bounds; null for an empty field; undefined for anything else. */
export function wholeNumber(text: string, least: number, most: number): number | null | undefined {
  if (text.trim() === '') return null;
  const value = Number(text);
  return Number.isInteger(value) && value >= least && value <= most ? value : undefined;
}

function listOf(errors: object): FieldError[] {
  return Object.entries(errors).map(([field, text]) => ({ href: `#${field}`, text: String(text) }));
}

/** The server's sentences for fields that this form has. */
function errorsOf<D extends object>(error: unknown, draft: D): Errors<D> {
  if (!(error instanceof Problem)) return {};
  const ours = Object.entries(error.errors).filter(([field]) => field in draft);
  return Object.fromEntries(ours.map(([field, sentences]) => [field, sentences.join(' ')])) as Errors<D>;
}
