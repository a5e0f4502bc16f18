import { CATALOGUE } from '../../domain/catalogue';
import { HOUR_MS, LASTING_HOURS } from '../../domain/curve';
import { t } from '../../i18n';
import { nowInstant, whenOf } from '../../lib/dates';
import { me } from '../../lib/diary';
import { Card } from '../../ui';
import { numbers, sessions } from '../advising';
import { Light } from './Light';

const FIVE_DAYS_HOURS = 120;

/** What happens when, after a treatment, and that nobody watches in real time. */
export function WatchCard() {
  const last = sessions.value[0];
  const hours = last ? (Date.now() - Date.parse(last.ended_at)) / HOUR_MS : null;
  const isTold = me.value?.monitoring?.state === 'on';
  const steps = [
    { from: 0, title: t('watch.first'), text: t('watch.firstBody') },
    { from: LASTING_HOURS, title: t('watch.lasting'), text: isTold ? t('watch.lastingBody') : t('watch.lastingAlone') },
    { from: FIVE_DAYS_HOURS, title: t('watch.five'), text: t('watch.fiveBody') },
  ];
  const now = hours === null ? undefined : steps.findLast((step) => step.from <= hours);
  return (
    <Card kind="plain" heading={t('watch.heading')}>
      <p class="hint">
        {last ? t('watch.session', { when: whenOf(last.ended_at, nowInstant()) }) : t('watch.noSession')}
      </p>
      <ol class="steps" role="list">
        {steps.map((step) => (
          <li key={step.from} class="step" aria-current={step === now ? 'step' : undefined}>
            <h3>{step.title}</h3>
            <p>{step.text}</p>
            {step === now && step.from === 0 && <p class="hint">{CATALOGUE.self_care.rest}</p>}
          </li>
        ))}
        <li class="step">
          <h3>{t('watch.anytime')}</h3>
          <p>{t('watch.anytimeBody')}</p>
        </li>
      </ol>
      <Light />
      <p class="strong">{t('watch.nobody', { number: numbers.value.emergency_number })}</p>
    </Card>
  );
}
