import { useState } from 'preact/hooks';
import { hoursAfter, LASTING_HOURS } from '../../domain/curve';
import type { Change, Entry } from '../../domain/entry';
import { t } from '../../i18n';
import { fromLocalInput, localInput, nowInstant } from '../../lib/dates';
import { Chip, Choice, Field, FieldGroup } from '../../ui';
import { sessions } from '../advising';
import { body, setCompared, setNote, setWhen } from '../log';

const COMPARED: Change[] = ['much_better', 'better', 'same', 'worse', 'much_worse'];
type Part = 'compared' | 'note' | 'when';

/** What can be added to an entry, each part opened by its own chip and saved into the same entry. */
export function More({ entry }: { entry: Entry }) {
  const [open, setOpen] = useState<ReadonlySet<Part>>(new Set(firstOpen(entry)));
  const chip = (part: Part, words: string) => (
    <Chip
      pressed={open.has(part)}
      onClick={() => setOpen(new Set(open.has(part) ? [...open].filter((each) => each !== part) : [...open, part]))}
    >
      {words}
    </Chip>
  );
  return (
    <div class="stack">
      <div class="chips">
        {isPast48(entry) && chip('compared', t('add.compared'))}
        {chip('note', t('add.note'))}
        {chip('when', t('add.when'))}
      </div>
      {open.has('compared') && <Compared />}
      {open.has('note') && <Note />}
      {open.has('when') && <When />}
    </div>
  );
}

/** From the first entry past 48 hours on, this question is asked without being looked for. */
function firstOpen(entry: Entry): Part[] {
  return isPast48(entry) && body.value.change === null ? ['compared'] : [];
}

function isPast48(entry: Entry): boolean {
  const last = sessions.value.find((session) => hoursAfter(session, entry.body.recorded_at) >= 0);
  return last !== undefined && hoursAfter(last, entry.body.recorded_at) >= LASTING_HOURS;
}

function Compared() {
  return (
    <FieldGroup label={t('compared.question')}>
      {COMPARED.map((change) => (
        <Choice
          key={change}
          type="radio"
          name="compared"
          checked={body.value.change === change}
          onChange={() => setCompared(change)}
        >
          {t(`compared.${change}` as const)}
        </Choice>
      ))}
    </FieldGroup>
  );
}

function Note() {
  return (
    <Field label={t('note.label')} hint={t('note.hint')}>
      <textarea
        id="note"
        dir="auto"
        maxLength={10_000}
        rows={3}
        value={body.value.note}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
    </Field>
  );
}

function When() {
  const [error, setError] = useState<string>();
  const { recorded_at } = body.value;
  return (
    <Field label={t('when.label')} hint={t('when.hint')} error={error}>
      <input
        id="when"
        type="datetime-local"
        max={localInput(nowInstant())}
        value={localInput(recorded_at || nowInstant())}
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (value === '') return;
          const instant = fromLocalInput(value);
          const isAhead = instant > nowInstant();
          setError(isAhead ? t('when.future') : undefined);
          if (!isAhead) setWhen(instant);
        }}
      />
    </Field>
  );
}
