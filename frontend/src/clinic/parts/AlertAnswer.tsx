import { useEffect } from 'preact/hooks';
import { Button, Card, Field } from '../../ui';
import { api } from '../api';
import { timeOf } from '../format';
import { failed, useForm } from '../forms';
import type { Alert } from '../shapes';
import { words } from '../words';
import { isClosed } from '../worklist';
import { AlertMore } from './AlertMore';
import { AnswerRefused } from './AnswerRefused';
import { type AnswerProps, answer, offWhileStale } from './answering';
import { ResolveForm } from './ResolveForm';

/** What was done: still to be said, or said by whom. And notes, at any time. */
export function AlertAnswer(props: AnswerProps) {
  const { alert } = props;
  return (
    <Card kind="plain" heading={isClosed(alert) ? words.alert.outcome : words.alert.resolveHeading}>
      {isClosed(alert) ? <ClosedWith alert={alert} /> : <ResolveForm {...props} />}
      {!isClosed(alert) && <AlertMore {...props} />}
      <AddNote {...props} />
    </Card>
  );
}

function ClosedWith({ alert: { resolved } }: { alert: Alert }) {
  if (!resolved) return <p>{words.alert.withdrawnText}</p>;
  return (
    <>
      <p>
        <strong>{words.outcome[resolved.outcome]}</strong>
      </p>
      <p>{words.alert.resolvedBy(resolved.by, timeOf(resolved.at))}</p>
      {resolved.note && <p dir="auto">{resolved.note}</p>}
    </>
  );
}

function AddNote(props: AnswerProps) {
  const form = useForm(
    { text: '' },
    ({ text }) => failed({ text: text.trim() === '' && words.alert.noteEmpty }),
    async ({ text }) => {
      await answer(props, () => api.addNote(props.alert.id, text));
      form.change({ text: '' });
    },
  );
  const { text: error } = form.errors;
  // One field needs no list of errors; a second one beside the outcome's would have the same name.
  useEffect(() => {
    if (error) document.getElementById('text')?.focus();
  }, [form.errors]);
  return (
    <details class="more">
      <summary>{words.alert.notes}</summary>
      <form class="stack" noValidate onSubmit={form.submit}>
        <AnswerRefused problem={form.problem} />
        <Field label={words.alert.noteText} error={error}>
          <textarea
            id="text"
            dir="auto"
            value={form.draft.text}
            onInput={(event) => form.change({ text: event.currentTarget.value })}
          />
        </Field>
        <Button kind="quiet" type="submit" {...offWhileStale(form.busy)}>
          {words.alert.noteButton}
        </Button>
      </form>
    </details>
  );
}
