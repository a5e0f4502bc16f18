import { Button, Icon } from '../../ui';
import { api, type Problem } from '../api';
import { timeOf } from '../format';
import { isTrusted } from '../pulse';
import type { Alert, Patient } from '../shapes';
import { words } from '../words';
import { canAcknowledge } from '../worklist';
import { AnswerRefused } from './AnswerRefused';
import { type AnswerProps, OFF_BECAUSE, offWhileStale, useAnswer } from './answering';

interface WhyProps extends AnswerProps {
  patient: Patient | null;
  beatenBy: Problem | null;
}

/** The reason, and at once the two things to do about it: acknowledge, call. */
export function AlertWhy({ patient, beatenBy, ...props }: WhyProps) {
  const { alert } = props;
  const { acknowledged } = alert;
  return (
    <section class={`card why why-${alert.level}`} aria-labelledby="why">
      <h2 id="why" class="visually-hidden">
        {words.alert.why}
      </h2>
      <p class="because">{alert.because ?? words.alert.noReason}</p>
      <p>{factsOf(alert).join(' · ')}</p>
      <p class="hint">{words.alert.ruleAndVersion(ruleOf(alert), alert.rules_version ?? words.notRecorded)}</p>
      {alert.silenced_by && <p class="hint">{words.more.silenced(alert.silenced_by)}</p>}
      {!isTrusted.value && (
        <p class="hint" id={OFF_BECAUSE}>
          {words.pulse.offBecause}
        </p>
      )}
      <AnswerRefused problem={beatenBy} />
      {acknowledged && <p>{words.alert.acknowledgedBy(acknowledged.by, timeOf(acknowledged.at))}</p>}
      {canAcknowledge(alert) && <Acknowledge {...props} />}
      {patient?.phone && (
        <a class="button button-quiet button-full" href={`tel:${patient.phone.replaceAll(/[^+\d]/g, '')}`}>
          <Icon name="phone" />
          {words.alert.call(patient.phone)}
        </a>
      )}
    </section>
  );
}

function Acknowledge(props: AnswerProps) {
  const { run, busy, problem } = useAnswer(props, () => api.acknowledge(props.alert.id));
  return (
    <>
      <AnswerRefused problem={problem} />
      <Button full onClick={() => run()} {...offWhileStale(busy)}>
        {words.alert.acknowledge}
      </Button>
      <p class="hint">{words.alert.acknowledgeText}</p>
    </>
  );
}

function factsOf(alert: Alert): string[] {
  const { band } = alert;
  return [
    alert.hours_since_session !== null && words.time.afterSession(alert.hours_since_session),
    !alert.session && words.time.noSession,
    band ? words.alert.band(Math.round(band.p10), Math.round(band.p90)) : null,
    alert.occurrences > 1 ? words.worklist.times(alert.occurrences) : null,
    alert.inhibited_by ? words.worklist.heldBack : null,
  ].filter((fact) => typeof fact === 'string');
}

function ruleOf({ rule, code }: Alert): string {
  return code ? `${rule} (${code})` : rule;
}
