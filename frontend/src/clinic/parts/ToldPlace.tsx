import { useState } from 'preact/hooks';
import { Button } from '../../ui';
import { api } from '../api';
import { dayOf, timeOf } from '../format';
import { failed, useForm } from '../forms';
import { useAction } from '../hooks';
import { hoursInWords } from '../ringing';
import type { ContactPoint } from '../shapes';
import { words } from '../words';
import { Line } from './Line';
import { Refusal } from './Loaded';
import { ToldWhen } from './ToldWhen';

const say = words.told;

interface PlaceProps {
  point: ContactPoint;
  onChange: () => void;
}

/** One way of being told: whether it works, when it rings, and how to end it. Webhooks and browsers are ended elsewhere. */
export function ToldPlace({ point, onChange }: PlaceProps) {
  const [isChanging, setChanging] = useState(false);
  const remove = useAction(async () => {
    await api.removeContactPoint(point.id);
    onChange();
  });
  const changed = () => {
    setChanging(false);
    onChange();
  };
  const isOwn = point.channel === 'email' || point.channel === 'sms';
  const name = point.address ?? say.since(dayOf(point.created_at));
  const isProved = point.verified_at !== null;
  return (
    <li class="stack">
      <p class="told-name">
        <strong>{say.channels[point.channel]}</strong> {name}
      </p>
      {isProved ? <Rings point={point} /> : <Prove point={point} onChange={onChange} />}
      {point.silent_since && <p>{say.silent(timeOf(point.silent_since))}</p>}
      <Refusal problem={remove.problem} />
      {isChanging && <ToldWhen point={point} onDone={changed} />}
      {isOwn && !isChanging && (
        <div class="row">
          {isProved && (
            <Button kind="quiet" onClick={() => setChanging(true)}>
              {say.changeHours}
            </Button>
          )}
          <Button kind="quiet" off={remove.busy} aria-label={say.removeOf(name)} onClick={() => remove.run()}>
            {say.remove}
          </Button>
        </div>
      )}
    </li>
  );
}

function Rings({ point: { hours } }: { point: ContactPoint }) {
  return <p class="hint">{hours ? say.rings(hoursInWords(hours, say.days)) : say.always}</p>;
}

function Prove({ point, onChange }: PlaceProps) {
  const form = useForm(
    { code: '' },
    ({ code }) => failed<{ code: string }>({ code: code.trim() === '' && say.codeMissing }),
    async ({ code }) => {
      await api.proveContactPoint(point.id, code.trim());
      onChange();
    },
  );
  const again = useAction(async () => void (await api.sendCode(point.id)));
  return (
    <form class="stack" noValidate onSubmit={form.submit}>
      <p>{say.waits}</p>
      <Refusal problem={form.problem ?? again.problem} />
      <Line
        form={form}
        name="code"
        id={`code-${point.id}`}
        label={say.code}
        inputMode="numeric"
        autocomplete="one-time-code"
      />
      <div class="row">
        <Button type="submit" off={form.busy}>
          {say.codeButton}
        </Button>
        <Button kind="quiet" off={again.busy} onClick={() => again.run()}>
          {say.anotherCode}
        </Button>
      </div>
    </form>
  );
}
