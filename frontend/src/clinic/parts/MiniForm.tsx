import { useEffect } from 'preact/hooks';
import { Button, FieldGroup } from '../../ui';
import { type Errors, useForm } from '../forms';
import type { Vocabulary } from '../vocabulary';
import { words } from '../words';
import { offWhileStale } from './answering';
import { Chips, PickOne } from './choices';
import { Line } from './Line';
import { Refusal } from './Loaded';

export interface MiniField {
  /** The server's name of it. */
  name: string;
  label: string;
  hint?: string;
  /** `options` makes a list to choose one from; with `many`, chips, joined by commas. */
  type?: 'area' | 'date' | 'datetime-local' | 'email' | 'tel';
  options?: Vocabulary;
  many?: boolean;
  optional?: boolean;
  /** What "not known" is called, where a list may be left so. */
  none?: string;
  atFirst?: string;
}

interface MiniFormProps {
  id: string;
  summary: string;
  button: string;
  fields: readonly MiniField[];
  send: (typed: Record<string, string>) => Promise<void>;
  /** Shown without a tap: whoever came here came for it. */
  open?: boolean;
  /** Off while the screen cannot be trusted: what answers an alert. */
  answers?: boolean;
}

/** A short form behind a line that opens it. It checks that nothing is missing, sends, and empties itself. */
export function MiniForm({ id, summary, button, fields, send, open = false, answers = false }: MiniFormProps) {
  const empty = Object.fromEntries(fields.map(({ name, atFirst = '' }) => [name, atFirst]));
  const form = useForm<Record<string, string>>(
    empty,
    (draft) => missingIn(draft, fields),
    async (draft) => {
      await send(draft);
      form.change(empty);
    },
  );
  useEffect(() => {
    const first = fields.find(({ name }) => form.errors[name]);
    if (first) document.getElementById(`${id}-${first.name}`)?.focus();
  }, [form.errors]);
  return (
    <details class="more" id={id} open={open}>
      <summary>{summary}</summary>
      <form class="stack" noValidate onSubmit={form.submit}>
        <Refusal problem={form.problem} />
        {fields.map((field) => (
          <One key={field.name} id={`${id}-${field.name}`} field={field} form={form} />
        ))}
        <Button kind="quiet" type="submit" {...(answers ? offWhileStale(form.busy) : { off: form.busy })}>
          {button}
        </Button>
      </form>
    </details>
  );
}

function missingIn(draft: Record<string, string>, fields: readonly MiniField[]): Errors<Record<string, string>> {
  const missing = fields.filter(({ name, optional }) => !optional && !draft[name]?.trim());
  return Object.fromEntries(missing.map(({ name }) => [name, words.missing]));
}

interface OneProps {
  id: string;
  field: MiniField;
  form: ReturnType<typeof useForm<Record<string, string>>>;
}

function One({ id, field: { name, label, hint, type, options, many, none }, form }: OneProps) {
  const value = form.draft[name] ?? '';
  const error = form.errors[name];
  const change = (typed: string) => form.change({ [name]: typed });
  if (options && many) {
    return (
      <FieldGroup label={label} hint={hint} error={error}>
        <Chips
          of={options}
          name={id}
          chosen={value ? value.split(',') : []}
          onChange={(chosen) => change(chosen.join())}
        />
      </FieldGroup>
    );
  }
  if (!options) {
    return <Line form={form} name={name} id={id} label={label} hint={hint} type={type} area={type === 'area'} />;
  }
  return <PickOne form={form} name={name} id={id} label={label} hint={hint} of={options} none={none} />;
}
