import { Button, Sparkline } from '../../ui';
import { agoOf } from '../format';
import { now } from '../pulse';
import { hrefs } from '../routes';
import type { Alert } from '../shapes';
import { me } from '../staff';
import { words } from '../words';
import { canAcknowledge, ownerOf } from '../worklist';
import { offWhileStale } from './answering';
import { LevelMark } from './Level';

interface WorkRowProps {
  alert: Alert;
  acknowledge: () => void;
}

export function WorkRow({ alert, acknowledge }: WorkRowProps) {
  return (
    <li class={`work-row work-${alert.level}`}>
      <div class="work-level">
        <LevelMark level={alert.level} />
        <span class="hint">{words.rule[alert.rule] ?? alert.rule}</span>
      </div>
      <div class="work-what">
        <a class="work-patient" href={hrefs.alert(alert.id)}>
          {alert.patient.name}
        </a>
        <p>{alert.because ?? words.alert.noReason}</p>
        <p class="hint">{factsOf(alert).join(' · ')}</p>
      </div>
      <div class="work-curve">
        {alert.spark && <Sparkline readings={alert.spark.readings} band={alert.spark.band} width={96} height={36} />}
      </div>
      <div class="work-do">
        {canAcknowledge(alert) ? (
          <Button
            kind="quiet"
            onClick={acknowledge}
            aria-label={words.worklist.acknowledgeOf(alert.patient.name)}
            {...offWhileStale(false)}
          >
            {words.worklist.acknowledge}
          </Button>
        ) : (
          <Owner alert={alert} />
        )}
      </div>
    </li>
  );
}

function Owner({ alert }: { alert: Alert }) {
  const owner = ownerOf(alert);
  if (owner === null) return <p>{words.state[alert.state]}</p>;
  if (owner !== me.value?.name) return <p>{words.worklist.owner(owner)}</p>;
  return (
    <>
      <p>{words.worklist.mine}</p>
      <a class="plain-link" href={hrefs.resolve(alert.id)} aria-label={words.worklist.resolveOf(alert.patient.name)}>
        {words.alert.resolve}
      </a>
    </>
  );
}

function factsOf(alert: Alert): string[] {
  const { worklist, time, state } = words;
  return [
    alert.hours_since_session === null ? null : time.afterSession(alert.hours_since_session),
    worklist.raised(agoOf(alert.raised_at, new Date(now.value))),
    alert.occurrences > 1 ? worklist.times(alert.occurrences) : null,
    alert.state === 'open' ? worklist.unassigned : state[alert.state],
    alert.state === 'open' && alert.acknowledged ? worklist.cameBack(alert.acknowledged.by) : null,
    alert.inhibited_by ? worklist.heldBack : null,
  ].filter((fact) => fact !== null);
}
