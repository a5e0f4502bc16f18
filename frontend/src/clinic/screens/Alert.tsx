import { useState } from 'preact/hooks';
import { api, type Problem } from '../api';
import { takeIn } from '../desk';
import { timeOf } from '../format';
import { type Loading, useFocusAfter, useLoaded } from '../hooks';
import { AlertAnswer } from '../parts/AlertAnswer';
import { AlertContact } from '../parts/AlertContact';
import { AlertCurve } from '../parts/AlertCurve';
import { AlertRecord } from '../parts/AlertRecord';
import { AlertSaid } from '../parts/AlertSaid';
import { AlertSession } from '../parts/AlertSession';
import { AlertWhy } from '../parts/AlertWhy';
import { LevelMark } from '../parts/Level';
import { Loaded } from '../parts/Loaded';
import { BackLink, Screen } from '../parts/Screen';
import { HOME } from '../routes';
import type { Alert } from '../shapes';
import { words } from '../words';

/** One alert: why, what was said, the curve around it, who was told, and the answer. */
export function AlertScreen({ id }: { id: string }) {
  const loading = useLoaded(id, () => api.alert(id));
  const alert = loading.state.kind === 'ready' ? loading.state.value : null;
  return (
    <Screen
      title={alert ? alert.patient.name : words.alert.title('…')}
      tab={words.title(words.alert.title(alert?.patient.name ?? '…'))}
      above={<BackLink href={HOME}>{words.worklist.title}</BackLink>}
      below={alert && <Standing alert={alert} />}
    >
      <Loaded of={loading}>{(value) => <AlertBody alert={value} loading={loading} />}</Loaded>
    </Screen>
  );
}

function Standing({ alert }: { alert: Alert }) {
  return (
    <p class="row">
      <LevelMark level={alert.level} />
      <span>{words.rule[alert.rule] ?? alert.rule}</span>
      <span class="hint">{words.state[alert.state]}</span>
      <span class="hint">{words.alert.raisedAt(timeOf(alert.raised_at))}</span>
    </p>
  );
}

function AlertBody({ alert, loading }: { alert: Alert; loading: Loading<Alert> }) {
  const patient = useLoaded(alert.patient.id, () => api.patient(alert.patient.id));
  const session = useLoaded(alert.session ?? '', async () => (alert.session ? api.session(alert.session) : null));
  const [beatenBy, setBeatenBy] = useState<Problem | null>(null);
  const answering = {
    alert,
    answered: (changed: Alert) => {
      setBeatenBy(null);
      // An answer says what it changed; what would have silenced the alert is not said again.
      loading.set({ ...alert, ...changed });
      takeIn(changed);
    },
    beaten: (problem: Problem) => {
      setBeatenBy(problem);
      loading.reload();
    },
  };
  useFocusAfter(alert.state, () => document.querySelector('h1'));
  const known = patient.state.kind === 'ready' ? patient.state.value : null;
  return (
    <div class="two-columns">
      <div class="stack">
        <AlertWhy {...answering} patient={known} beatenBy={beatenBy} />
        <AlertSaid alert={alert} />
        <AlertCurve alert={alert} session={session} />
        {alert.session && <AlertSession session={session} />}
      </div>
      <div class="stack">
        <AlertAnswer {...answering} />
        <AlertContact of={patient} />
        <AlertRecord alert={alert} />
      </div>
    </div>
  );
}
