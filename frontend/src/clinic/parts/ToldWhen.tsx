import { Button, Chip, Choice, Field, FieldGroup } from '../../ui';
import { api } from '../api';
import { type Form, failed, useForm } from '../forms';
import { DAYS, type Day, hoursOf, type Ringing, ringingOf } from '../ringing';
import type { ContactPoint } from '../shapes';
import { words } from '../words';
import { Refusal } from './Loaded';

const say = words.told;

interface WhenDraft extends Ringing {
  hours: 'always' | 'some';
}

/** When a place may ring for less than an emergency. */
export function ToldWhen({ point, onDone }: { point: ContactPoint; onDone: () => void }) {
  const form = useForm<WhenDraft>(
    { ...ringingOf(point.hours), hours: point.hours ? 'some' : 'always' },
    ({ hours, days, from, until }) =>
      failed<WhenDraft>({ hours: hours === 'some' && !(days.length && from && from < until) && say.hoursMissing }),
    async (draft) => {
      const hours = draft.hours === 'some' ? hoursOf(draft) : null;
      await api.putContactPoint(point.id, { channel: point.channel, address: point.address ?? '', hours });
      onDone();
    },
  );
  const { draft, change } = form;
  return (
    <form class="stack" noValidate onSubmit={form.submit}>
      <Refusal problem={form.problem} />
      <FieldGroup label={say.hours} error={form.errors.hours}>
        {(['always', 'some'] as const).map((each) => (
          <Choice
            key={each}
            type="radio"
            name={`hours-${point.id}`}
            checked={draft.hours === each}
            onChange={() => change({ hours: each })}
          >
            {each === 'some' ? say.hoursChoice : say.alwaysChoice}
          </Choice>
        ))}
      </FieldGroup>
      {draft.hours === 'some' && <Period form={form} />}
      <div class="row">
        <Button type="submit" off={form.busy}>
          {say.saveHours}
        </Button>
        <Button kind="quiet" onClick={onDone}>
          {say.cancel}
        </Button>
      </div>
    </form>
  );
}

function Period({ form: { draft, change } }: { form: Form<WhenDraft> }) {
  const toggle = (day: Day) =>
    change({ days: draft.days.includes(day) ? draft.days.filter((each) => each !== day) : [...draft.days, day] });
  return (
    <>
      <div class="chips">
        {DAYS.map((day) => (
          <Chip key={day} pressed={draft.days.includes(day)} onClick={() => toggle(day)}>
            {say.days[day]}
          </Chip>
        ))}
      </div>
      <div class="two-fields">
        {(['from', 'until'] as const).map((end) => (
          <Field key={end} label={say[end]}>
            <input type="time" value={draft[end]} onInput={(event) => change({ [end]: event.currentTarget.value })} />
          </Field>
        ))}
      </div>
    </>
  );
}
