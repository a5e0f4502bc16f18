import { useEffect } from 'preact/hooks';
import { Button, Choice, ErrorSummary, FieldGroup } from '../../ui';
import { api } from '../api';
import { instantOf } from '../format';
import { useForm } from '../forms';
import { place } from '../navigation';
import { checkOutcome, NEEDS_FOLLOW_UP, NEEDS_NOTE, OUTCOMES, type OutcomeDraft } from '../outcomes';
import { hrefs } from '../routes';
import { words } from '../words';
import { AnswerRefused } from './AnswerRefused';
import { type AnswerProps, answer, offWhileStale } from './answering';
import { Line } from './Line';

const EMPTY: OutcomeDraft = { outcome: null, note: '', follow_up_at: '' };

/** Closes an alert with what was done. The rules of each outcome are checked here first, then by the server. */
export function ResolveForm(props: AnswerProps) {
  const form = useForm(
    EMPTY,
    (draft) => checkOutcome(draft, new Date()),
    (draft) => answer(props, () => resolve(props.alert.id, draft)),
  );
  const { draft, errors, change } = form;
  useEffect(focusWhenAsked, []);
  const isNext = props.alert.state === 'acknowledged';
  return (
    <form class="stack" noValidate onSubmit={form.submit}>
      <ErrorSummary errors={form.list} />
      <AnswerRefused problem={form.problem} />
      <p class="row">
        <Button kind="quiet" onClick={() => change({ outcome: 'short_visit' })}>
          {words.more.visit}
        </Button>
        <Button kind="quiet" onClick={() => change({ outcome: 'referred_gp' })}>
          {words.more.refer}
        </Button>
        {draft.outcome?.startsWith('referred') && (
          <a class="plain-link" href={hrefs.letter(props.alert.patient.id)}>
            {words.more.letter}
          </a>
        )}
      </p>
      <FieldGroup label={words.alert.outcome} error={errors.outcome}>
        {OUTCOMES.map((outcome, index) => (
          <Choice
            key={outcome}
            type="radio"
            name="outcome"
            id={index === 0 ? 'outcome' : undefined}
            checked={draft.outcome === outcome}
            onChange={() => change({ outcome })}
          >
            {words.outcome[outcome]}
          </Choice>
        ))}
      </FieldGroup>
      {draft.outcome === NEEDS_FOLLOW_UP && (
        <Line form={form} name="follow_up_at" label={words.alert.followUp} type="datetime-local" />
      )}
      <Line form={form} name="note" label={words.alert.note} hint={noteHint(draft)} area />
      <Button type="submit" kind={isNext ? 'primary' : 'quiet'} full {...offWhileStale(form.busy)}>
        {words.alert.resolve}
      </Button>
    </form>
  );
}

/** The key `e` of the worklist leads to the first outcome. */
function focusWhenAsked(): void {
  if (place.value.hash === '#resolve') document.getElementById('outcome')?.focus();
}

function resolve(id: string, { outcome, note, follow_up_at }: OutcomeDraft) {
  if (outcome === null) throw new Error('an outcome is chosen before it is sent');
  const again = outcome === NEEDS_FOLLOW_UP ? instantOf(follow_up_at) : null;
  return api.resolve(id, { outcome, note: note.trim(), follow_up_at: again });
}

function noteHint({ outcome }: OutcomeDraft): string {
  return outcome !== null && NEEDS_NOTE.has(outcome) ? words.alert.noteNeededHint : words.alert.noteHint;
}
