import { Card, FanChart } from '../../ui';
import { DAY_HOURS, lastDay } from '../../ui/chart';
import { api } from '../api';
import { wordings } from '../catalogue';
import { happeningsOf, marksOf } from '../happenings';
import { type Loading, useLoaded } from '../hooks';
import type { Alert, Session } from '../shapes';
import { words } from '../words';
import { Loaded } from './Loaded';

interface CurveProps {
  alert: Alert;
  session: Loading<Session | null>;
}

export function AlertCurve({ alert, session }: CurveProps) {
  return (
    <Card kind="plain" heading={words.alert.curve}>
      <Loaded of={session} tall>
        {(known) =>
          known && !known.taken_back ? <Curve alert={alert} session={known} /> : <p>{words.alert.noCurve}</p>
        }
      </Loaded>
    </Card>
  );
}

/** The curve with numbers on it, and below what each number was. */
function Curve({ alert, session }: { alert: Alert; session: Session }) {
  const loading = useLoaded(session.id, async () => {
    const [curve, timeline, known] = await Promise.all([
      api.curve(session.id),
      api.timeline(alert.patient.id, session.ended_at),
      wordings(),
    ]);
    return { curve, timeline, known };
  });
  return (
    <Loaded of={loading} tall>
      {({ curve, timeline, known }) => {
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
