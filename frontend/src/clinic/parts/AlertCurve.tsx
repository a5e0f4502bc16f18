import { Card, FanChart } from '../../ui';
import { DAY_HOURS, lastDay } from '../../ui/chart';
import { api } from '../api';
import { wordings } from '../catalogue';
import { happeningsOf, marksOf } from '../happenings';
import { useLoaded } from '../hooks';
import type { Alert } from '../shapes';
import { words } from '../words';
import { Loaded } from './Loaded';

export function AlertCurve({ alert }: { alert: Alert }) {
  return (
    <Card kind="plain" heading={words.alert.curve}>
      {alert.session ? <Curve alert={alert} session={alert.session} /> : <p>{words.alert.noCurve}</p>}
    </Card>
  );
}

/** The curve with numbers on it, and below what each number was. */
function Curve({ alert, session: id }: { alert: Alert; session: string }) {
  const loading = useLoaded(id, async () => {
    const [curve, session, known] = await Promise.all([api.curve(id), api.session(id), wordings()]);
    const timeline = await api.timeline(alert.patient.id, session.ended_at);
    return { curve, session, timeline, known };
  });
  return (
    <Loaded of={loading} tall>
      {({ curve, session, timeline, known }) => {
        const happenings = happeningsOf(alert, session, timeline, known);
        return (
          <>
            <FanChart
              wide
              points={curve.points}
              readings={curve.readings}
              sentence={curve.sentence}
              whose={words.patient.score}
              marks={marksOf(happenings, lastDay(curve.points, curve.readings) * DAY_HOURS)}
            />
            <h3>{words.around.title}</h3>
            <ol class="around">
              {happenings.map(({ at, text }) => (
                <li key={at + text} dir="auto">
                  {text}
                </li>
              ))}
            </ol>
          </>
        );
      }}
    </Loaded>
  );
}
