import { Card } from '../../ui';
import { clockOf, spanOf, timeIn } from '../format';
import { hrefs } from '../routes';
import type { Alert, Session, Timeline } from '../shapes';
import { daysOf, type Item } from '../timeline';
import { words } from '../words';
import { EntryView } from './EntryView';
import { LevelMark } from './Level';
import { WhatWasDone } from './PatientCare';

const HOUR_MS = 60 * 60 * 1000;
const say = words.patient;

/** Everything that was recorded, newest first. Where nothing was, it says for how long. */
export function PatientTimeline({ timeline }: { timeline: Timeline }) {
  const days = daysOf(timeline);
  return (
    <Card kind="plain" heading={say.timeline}>
      {days.length === 0 && <p>{say.noTimeline}</p>}
      {days.map((day) => (
        <section key={day.name} class="day">
          <h3>{day.name}</h3>
          <ol class="day-items plain-list">
            {day.items.map((item) => (
              <li key={keyOf(item)} class={`day-item day-${item.kind}`}>
                <OneItem item={item} />
              </li>
            ))}
          </ol>
        </section>
      ))}
      {timeline.has_earlier_entries && <p class="hint">{say.earlier}</p>}
    </Card>
  );
}

function keyOf(item: Item): string {
  if (item.kind === 'entry') return item.entry.id;
  if (item.kind === 'session') return item.session.id;
  if (item.kind === 'visit') return item.visit.id;
  return item.kind === 'alert' ? item.alert.id : item.gap.from;
}

function OneItem({ item }: { item: Item }) {
  if (item.kind === 'entry') return <EntryView entry={item.entry} timeWords={clockOf} />;
  if (item.kind === 'session') return <SessionItem session={item.session} />;
  if (item.kind === 'alert') return <AlertItem alert={item.alert} />;
  if (item.kind === 'visit') return <p>{words.visits.booked(timeIn(item.visit.time_zone, item.visit.starts_at))}</p>;
  return <p class="hint">{say.gap(spanOf(item.gap.hours * HOUR_MS))}</p>;
}

function SessionItem({ session }: { session: Session }) {
  return (
    <>
      <p>
        <strong>{say.session(session.number)}</strong>
        <span class="hint">{` ${clockOf(session.ended_at)} · ${words.recovery[session.recovery]}`}</span>
      </p>
      <WhatWasDone session={session} />
    </>
  );
}

function AlertItem({ alert }: { alert: Alert }) {
  const { resolved } = alert;
  return (
    <>
      <p class="row">
        <LevelMark level={alert.level} />
        <a class="plain-link" href={hrefs.alert(alert.id)}>
          {words.rule[alert.rule] ?? alert.rule}
        </a>
        <span class="hint">{`${clockOf(alert.raised_at)} · ${words.state[alert.state]}`}</span>
      </p>
      <p>{alert.because}</p>
      {resolved && <p class="hint">{`${words.outcome[resolved.outcome]}, ${resolved.by}`}</p>}
    </>
  );
}
