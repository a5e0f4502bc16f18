import { Button, Card } from '../../ui';
import { api } from '../api';
import { failed, useForm } from '../forms';
import { type Loading, useAction, useLoaded } from '../hooks';
import type { QuietHours } from '../shapes';
import { words } from '../words';
import { Line } from './Line';
import { Loaded, Refusal } from './Loaded';

const say = words.told.quiet;

/** The hours in which only an emergency may ring, anywhere. */
export function ToldQuiet() {
  const quiet = useLoaded('quiet-hours', () => api.quietHours());
  return (
    <Card kind="plain" heading={say.title}>
      <Loaded of={quiet}>{(value) => <Quiet key={String(value.starts)} value={value} set={quiet.set} />}</Loaded>
    </Card>
  );
}

interface QuietDraft {
  starts: string;
  ends: string;
}

function Quiet({ value, set }: { value: QuietHours; set: Loading<QuietHours>['set'] }) {
  const form = useForm<QuietDraft>(
    { starts: value.starts ?? '22:00', ends: value.ends ?? '07:00' },
    ({ starts, ends }) => failed<QuietDraft>({ ends: !(starts && ends && starts !== ends) && say.missing }),
    async (draft) => set(await api.setQuietHours(draft)),
  );
  const end = useAction(async () => set(await api.endQuietHours()));
  return (
    <form class="stack" noValidate onSubmit={form.submit}>
      <p role="status">{value.starts && value.ends ? say.on(value.starts, value.ends) : say.off}</p>
      <Refusal problem={form.problem ?? end.problem} />
      <div class="two-fields">
        {(['starts', 'ends'] as const).map((each) => (
          <Line key={each} form={form} name={each} label={say[each]} type="time" />
        ))}
      </div>
      <div class="row">
        <Button kind="quiet" type="submit" off={form.busy}>
          {say.save}
        </Button>
        {value.starts && (
          <Button kind="quiet" off={end.busy} onClick={() => end.run()}>
            {say.end}
          </Button>
        )}
      </div>
    </form>
  );
}
