import { uuid7 } from '../../lib/uuid7';
import { Button, Card, ErrorSummary } from '../../ui';
import { api } from '../api';
import { timeOf } from '../format';
import { failed, useForm } from '../forms';
import { useLoaded } from '../hooks';
import { PickOne } from '../parts/choices';
import { Line } from '../parts/Line';
import { Loaded, Refusal } from '../parts/Loaded';
import { Screen } from '../parts/Screen';
import { ToldHere } from '../parts/ToldHere';
import { ToldPlace } from '../parts/ToldPlace';
import { ToldQuiet } from '../parts/ToldQuiet';
import type { ContactPoint } from '../shapes';
import { words } from '../words';

const say = words.told;

/** Ended by their owner or followed by another one: nobody has to hear of those. */
const OWN_DOING = ['removed', 'replaced', 'moved'];

/** Where the signed-in person hears of alerts, proved by a code before it counts. */
export function ToldScreen() {
  const points = useLoaded('contact-points', () => api.contactPoints());
  return (
    <Screen title={say.title} below={<p>{say.text}</p>}>
      <Loaded of={points}>{({ results }) => <Places points={results} onChange={points.reload} />}</Loaded>
      <ToldHere onChange={points.reload} />
      <ToldQuiet />
      <Add onChange={points.reload} />
    </Screen>
  );
}

function Places({ points, onChange }: { points: ContactPoint[]; onChange: () => void }) {
  const active = points.filter((point) => point.active);
  const ended = points.filter((point) => !point.active && !OWN_DOING.includes(point.disabled_reason ?? ''));
  const isReached = active.some((point) => point.verified_at !== null);
  return (
    <Card kind={isReached ? 'plain' : 'warn'} heading={say.places}>
      {!isReached && <p role="alert">{say.nobody}</p>}
      <ul class="history plain-list">
        {active.map((point) => (
          <ToldPlace key={point.id} point={point} onChange={onChange} />
        ))}
        {ended.map((point) => (
          <li key={point.id}>
            <p class="told-name">
              <strong>{say.channels[point.channel]}</strong> {point.address}
            </p>
            {point.disabled_at && <p class="hint">{say.ended(timeOf(point.disabled_at))}</p>}
          </li>
        ))}
      </ul>
    </Card>
  );
}

interface AddDraft {
  channel: string;
  address: string;
}

const EMPTY: AddDraft = { channel: 'email', address: '' };

function Add({ onChange }: { onChange: () => void }) {
  const form = useForm(
    EMPTY,
    ({ address }) => failed<AddDraft>({ address: address.trim() === '' && say.addressMissing }),
    async ({ channel, address }) => {
      await api.putContactPoint(uuid7(), { channel, address: address.trim() });
      form.change(EMPTY);
      onChange();
    },
  );
  const { email, sms } = say.channels;
  return (
    <form class="card form" noValidate onSubmit={form.submit}>
      <h2>{say.add}</h2>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <PickOne form={form} name="channel" label={say.channel} of={{ email, sms }} none={null} />
      <Line
        form={form}
        name="address"
        label={say.address}
        hint={say.addressHint}
        inputMode={form.draft.channel === 'sms' ? 'tel' : 'email'}
        autocomplete="off"
      />
      <Button type="submit" off={form.busy}>
        {say.addButton}
      </Button>
    </form>
  );
}
