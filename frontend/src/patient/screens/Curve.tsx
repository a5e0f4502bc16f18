import { useEffect, useState } from 'preact/hooks';
import type { Curve as CurveAnswer } from '../../domain/answers';
import { placeOf, withOwnScores } from '../../domain/curve';
import { t } from '../../i18n';
import { dateOf, nowInstant, whenOf } from '../../lib/dates';
import { entries } from '../../lib/diary';
import type { KeptCurve } from '../../lib/facts';
import { isReachable, keptCurve, readCurve } from '../../lib/sync';
import { Card, FanChart, Field } from '../../ui';
import { sessions } from '../advising';
import { Heading } from '../parts/Heading';

const HOURS_ALONE = 48;

/** My scores on what was expected after a treatment. Drawn on the phone, so the score saved a second ago is on it. */
export function Curve() {
  const [chosen, setChosen] = useState<string>();
  const session = sessions.value.find((each) => each.id === chosen) ?? sessions.value[0];
  return (
    <>
      <Heading title={t('curve.heading')} />
      {!session && <p>{isReachable.value ? t('curve.none') : t('curve.noneOffline')}</p>}
      {sessions.value.length > 1 && session && (
        <Field label={t('curve.session')}>
          <select id="session" value={session.id} onChange={(event) => setChosen(event.currentTarget.value)}>
            {sessions.value.map((each) => (
              <option key={each.id} value={each.id}>
                {t('curve.sessionOption', { number: each.number, date: dateOf(each.ended_at) })}
              </option>
            ))}
          </select>
        </Field>
      )}
      {session && <CurveOf key={session.id} id={session.id} />}
    </>
  );
}

function CurveOf({ id }: { id: string }) {
  const [found, setFound] = useState<KeptCurve | null>();
  useEffect(() => {
    // With bars and no internet the server takes long to stay silent: what the phone has is shown meanwhile.
    void keptCurve(id).then((kept) => setFound((now) => now ?? kept));
    void readCurve(id).then((known) => setFound(known ?? null));
  }, [id]);
  const index = sessions.value.findIndex((each) => each.id === id);
  const session = sessions.value[index];
  if (!session) return null;
  if (found === undefined) return <Awaited />;
  if (found === null) return <p>{t('curve.noneOffline')}</p>;
  const readings = withOwnScores(found.curve, session, sessions.value[index - 1], entries.value);
  return (
    <>
      <Card kind="plain">
        <FanChart points={found.curve.points} readings={readings} sentence={sentence(found.curve, readings)} />
        {!isReachable.value && <p class="hint">{t('curve.asOf', { when: whenOf(found.at, nowInstant()) })}</p>}
      </Card>
      <details class="card">
        <summary>{t('curve.about')}</summary>
        <p>{t('curve.aboutBody')}</p>
      </details>
    </>
  );
}

/** With room for the drawing: what stands below would jump away from under a thumb. */
function Awaited() {
  return (
    <p role="status" style="min-height:99vh">
      {t('app.loading')}
    </p>
  );
}

/** The drawing in words. "Your clinic can see this" only when it has the score. */
function sentence(curve: CurveAnswer, readings: CurveAnswer['readings']): string {
  const found = placeOf(curve.points, readings);
  if (!found) return t('curve.noScore');
  const { last, place } = found;
  const parts = [t('curve.you', { score: last.nrs, when: sinceWords(last.hours) })];
  if (place === 'beyond') return [...parts, curve.points.length ? t('curve.beyond') : ''].join(' ');
  parts.push(t('curve.most', { low: found.low, high: found.high }), t(`curve.${place}` as const));
  const isWithClinic = curve.readings.some((reading) => reading.entry === last.entry && reading.nrs === last.nrs);
  if (place === 'above' && isWithClinic) parts.push(t('curve.clinicSees'));
  return parts.join(' ');
}

function sinceWords(hours: number): string {
  if (hours < HOURS_ALONE) return t('curve.hours', { n: Math.floor(hours) });
  return t('curve.days', { n: Math.floor(hours / 24) });
}
