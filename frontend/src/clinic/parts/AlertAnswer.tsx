import { Card } from '../../ui';
import { api } from '../api';
import { timeOf } from '../format';
import type { Alert } from '../shapes';
import { words } from '../words';
import { isClosed } from '../worklist';
import { AlertMore } from './AlertMore';
import { type AnswerProps, answer } from './answering';
import { MiniForm } from './MiniForm';
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
  return (
    <MiniForm
      id="add-note"
      summary={words.alert.notes}
      button={words.alert.noteButton}
      answers
      fields={[{ name: 'text', label: words.alert.note, type: 'area' }]}
      send={({ text = '' }) => answer(props, () => api.addNote(props.alert.id, text))}
    />
  );
}
