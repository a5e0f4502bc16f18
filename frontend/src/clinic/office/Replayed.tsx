import { shortDayOf } from '../format';
import { hrefs } from '../routes';
import type { ReplayAlert, ReplayRule } from './shapes';
import { say } from './words';

const own = say.preset;

/** What each rule would have told otherwise, in a sentence: six columns of figures fit no phone. */
export function Rules({ rules, nameOf }: { rules: ReplayRule[]; nameOf: (rule: string) => string }) {
  return (
    <ul class="history plain-list">
      {rules.map((rule) => (
        <li key={rule.rule}>
          <p>
            <strong>{nameOf(rule.rule)}</strong>: {own.counts(rule)}
          </p>
        </li>
      ))}
    </ul>
  );
}

export function Alerts({ heading, alerts }: { heading: string; alerts: ReplayAlert[] }) {
  return (
    <details>
      <summary>{heading}</summary>
      <ul class="history plain-list">
        {alerts.map(({ patient, session, rule, because, at, actioned }) => (
          <li key={session + rule + at}>
            <p>
              <a class="who-link" href={hrefs.patient(patient.id)}>
                {patient.name}
              </a>
              , {shortDayOf(at)}: {because}
              {actioned && <strong> ({own.actioned})</strong>}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
