import { wordingOf } from '../../domain/catalogue';
import { forDoctor } from '../../domain/doctor';
import { t } from '../../i18n';
import { nowInstant, shortWhenOf, whenOf } from '../../lib/dates';
import { me, shownEntries } from '../../lib/diary';
import { Card } from '../../ui';
import { adviceFacts, clinicPhone, dial, sessions } from '../advising';
import { body, entryId } from '../log';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';
import '../doctor.css';

/** One screen to hold up to a doctor, without a network: who, what is new, the treatment, the last scores. */
export function Doctor() {
  const { treatment } = adviceFacts.value;
  const now = nowInstant();
  const draft = entryId.value === null ? body.value : null;
  const told = forDoctor(shownEntries.value, draft, sessions.value[0]?.ended_at ?? null, Date.now());
  const who = me.value;
  return (
    <>
      <Heading title={t('doctor.heading')} />
      <Card kind="plain" class="doctor">
        {who && (
          <p class="doctor-who">
            {who.name}
            {who.judging && <span>{t('doctor.age', { n: who.judging.age })}</span>}
          </p>
        )}
        <h2>{t('doctor.symptoms')}</h2>
        {told.symptoms.length === 0 && (
          <p>{told.noneAt ? t('doctor.saidNone', { when: whenOf(told.noneAt, now) }) : t('doctor.none')}</p>
        )}
        <ul class="doctor-told" role="list">
          {told.symptoms.map(({ code, level, since }) => (
            <li key={code} class={level === 'emergency' || level === 'urgent' ? 'doctor-serious' : undefined}>
              <span>{wordingOf(code)}</span>
              <span class="hint">
                {since === '' ? t('doctor.now') : t('doctor.since', { when: shortWhenOf(since, now) })}
              </span>
            </li>
          ))}
        </ul>
        <dl class="doctor-facts">
          <dt>{t('doctor.treatment')}</dt>
          <dd>
            {treatment
              ? `${treatment.modality.replaceAll('-', ' ')}, ${treatment.regions.join(', ').replaceAll('-', ' ')}, ${treatment.dateTime}`
              : t('doctor.treatmentNone')}
          </dd>
          <dt>{t('doctor.scores')}</dt>
          <dd>
            {told.scores.length === 0
              ? t('doctor.none')
              : told.scores
                  .map(({ nrs, at }) => t('doctor.score', { score: nrs, when: shortWhenOf(at, now) }))
                  .join(' · ')}
          </dd>
          {told.medicines.length > 0 && (
            <>
              <dt>{t('doctor.medicines')}</dt>
              <dd>{told.medicines.join(' · ')}</dd>
            </>
          )}
          {who?.clinic && (
            <>
              <dt>{t('doctor.clinic')}</dt>
              <dd>
                {who.clinic.name}
                {clinicPhone.value && (
                  <>
                    {' '}
                    <a class="open" href={dial(clinicPhone.value)}>
                      {clinicPhone.value}
                    </a>
                  </>
                )}
              </dd>
            </>
          )}
        </dl>
        <p class="hint">{t('doctor.source', { when: whenOf(now, now) })}</p>
      </Card>
      {who && (
        <a class="button button-quiet button-full" href="/api/v1/me/emergency-sheet" target="_blank" rel="noopener">
          {t('doctor.page')}
        </a>
      )}
      <Link to="/app/help" kind="quiet" full>
        {t('doctor.back')}
      </Link>
    </>
  );
}
