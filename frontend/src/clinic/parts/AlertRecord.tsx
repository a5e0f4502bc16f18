import { Card } from '../../ui';
import { timeOf } from '../format';
import type { Alert, AlertEvent } from '../shapes';
import { readable } from '../vocabulary';
import { words } from '../words';

/** What was sent to whom when, and everything that has happened to the alert. */
export function AlertRecord({ alert }: { alert: Alert }) {
  return (
    <>
      <Card kind="plain" heading={words.alert.told}>
        {(alert.deliveries ?? []).length === 0 ? <p>{words.alert.toldNobody}</p> : <Deliveries alert={alert} />}
        {alert.next_rung_at && <p class="hint">{words.alert.nextRung(timeOf(alert.next_rung_at))}</p>}
      </Card>
      <Card kind="plain" heading={words.alert.history}>
        <ol class="history plain-list">
          {(alert.events ?? []).map((event) => (
            <Event key={event.hash} event={event} />
          ))}
        </ol>
      </Card>
    </>
  );
}

function Deliveries({ alert }: { alert: Alert }) {
  return (
    <ul class="history plain-list">
      {(alert.deliveries ?? []).map(({ to, channel, state, at, attempts }, index) => (
        <li key={`${to} ${channel} ${index}`}>
          <p>
            <strong>{to}</strong>
            {`, ${words.channel[channel] ?? readable(channel)}: ${words.delivery[state] ?? state}`}
          </p>
          <p class="hint">
            {[at && timeOf(at), attempts > 1 && words.alert.attempts(attempts)].filter(Boolean).join(' · ')}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Event({ event }: { event: AlertEvent }) {
  return (
    <li>
      <p>
        <strong>{words.event[event.kind] ?? readable(event.kind)}</strong>
        {event.by && `, ${event.by}`}
      </p>
      {event.because && <p dir="auto">{event.because}</p>}
      <p class="hint">{timeOf(event.at)}</p>
    </li>
  );
}
