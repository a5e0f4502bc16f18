import type { HTMLAttributes } from 'preact';
import { Field } from '../../ui';
import type { Form } from '../forms';

interface LineProps<D> {
  form: Pick<Form<D>, 'draft' | 'change' | 'errors'>;
  /** The server's name of it, and the control's id where no other is given. */
  name: keyof D & string;
  id?: string;
  label: string;
  hint?: string | undefined;
  type?: string | undefined;
  /** Several lines of somebody's own words. */
  area?: boolean;
  autocomplete?: string;
  inputMode?: HTMLAttributes['inputMode'];
  maxLength?: number;
  rows?: number;
  dir?: 'auto';
  autocapitalize?: 'characters';
}

/** One field of a form that is typed: its label, its hint, what is wrong with it. */
export function Line<D>({ form, name, label, hint, type, area, ...more }: LineProps<D>) {
  const control = {
    id: name,
    ...more,
    value: form.draft[name] as string,
    onInput: (event: InputEvent) =>
      form.change({ [name]: (event.currentTarget as HTMLInputElement).value } as Partial<D>),
  };
  return (
    <Field label={label} hint={hint} error={form.errors[name]}>
      {area ? <textarea dir="auto" {...control} /> : <input type={type as 'text'} {...control} />}
    </Field>
  );
}
