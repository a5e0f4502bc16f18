import { LASTING_HOURS } from '../../domain/curve';
import { inEnglish, t } from '../../i18n';
import { nowInstant, whenOf } from '../../lib/dates';
import { me } from '../../lib/diary';
import { Card } from '../../ui';
import { numbers, sessions } from '../advising';
import { English } from '../parts/English';
import { Light } from './Light';

const FIVE_DAYS_HOURS = 120;

/** What happens when, after a treatment, and that nobody watches in real time. */
export function WatchCard({ hours, isSettled }: { hours: number | null; isSettled: boolean }) {
  const last = sessions.value[0];
  const cover = me.value?.cover;
  return (
    <Card kind="plain" heading={t('watch.heading')}>
      <p class="hint">
        {last ? t('watch.session', { when: whenOf(last.ended_at, nowInstant()) }) : t('watch.noSession')}
      </p>
      {!isSettled && <Steps hours={hours} />}
      <Light />
      {cover && <p>{cover.text}</p>}
      <p class="strong">
        {t('watch.nobody', { number: numbers.value.emergency_number })}
        <English>{inEnglish('watch.nobody', { number: numbers.value.emergency_number })}</English>
      </p>
    </Card>
  );
}

function Steps({ hours }: { hours: number | null }) {
  const isTold = me.value?.monitoring?.state === 'on';
  const steps = [
    { from: 0, title: t('watch.first'), text: t('watch.firstBody') },
    { from: LASTING_HOURS, title: t('watch.lasting'), text: isTold ? t('watch.lastingBody') : t('watch.lastingAlone') },
    { from: FIVE_DAYS_HOURS, title: t('watch.five'), text: t('watch.fiveBody') },
  ];
  const now = hours === null ? undefined : steps.findLast((step) => step.from <= hours);
  return (
    <ol class="steps" role="list">
      {steps.map((step) => (
        <li key={step.from} class="step" aria-current={step === now ? 'step' : undefined}>
          <h3>{step.title}</h3>
          <p>{step.text}</p>
        </li>
      ))}
      <li class="step">
        <h3>{t('watch.anytime')}</h3>
        <p>{t('watch.anytimeBody')}</p>
      </li>
    </ol>
  );
}
