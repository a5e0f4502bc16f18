import { Card, FanChart } from '../../ui';
import { api } from '../api';
import { useLoaded } from '../hooks';
import type { Alert } from '../shapes';
import { words } from '../words';
import { Loaded } from './Loaded';

export function AlertCurve({ alert }: { alert: Alert }) {
  return (
    <Card kind="plain" heading={words.alert.curve}>
      {alert.session ? (
        <Curve session={alert.session} raised={alert.hours_since_session} />
      ) : (
        <p>{words.alert.noCurve}</p>
      )}
    </Card>
  );
}

function Curve({ session, raised }: { session: string; raised: number | null }) {
  const loading = useLoaded(session, () => api.curve(session));
  const marks = raised === null || raised < 0 ? [] : [{ hours: raised, label: words.alert.markRaised }];
  return (
    <Loaded of={loading}>
      {(curve) => (
        <FanChart
          wide
          points={curve.points}
          readings={curve.readings}
          sentence={curve.sentence}
          whose={words.patient.score}
          marks={marks}
        />
      )}
    </Loaded>
  );
}
