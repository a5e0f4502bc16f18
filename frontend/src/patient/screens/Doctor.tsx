import { englishOf, wordingOf } from '../../domain/catalogue';
import { forDoctor } from '../../domain/doctor';
import { inEnglish, language, t } from '../../i18n';
import { dateOf, ENGLISH, nowInstant, timeOf } from '../../lib/dates';
import { me, shownEntries } from '../../lib/diary';
import { Card } from '../../ui';
import { clinicPhone, dial, factsIn, sessions } from '../advising';
import { body, entryId } from '../log';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';
import '../doctor.css';

const when = (instant: string): string => `${dateOf(instant, ENGLISH)}, ${timeOf(instant, ENGLISH)}`;

/** One screen to hold up to a doctor, without a network: who, what is new, the treatment, the last scores. In English, because the doctor works where the clinic is. */
export function Doctor() {
  const { treatment } = factsIn(ENGLISH);
  const now = nowInstant();
  const draft = entryId.value === null ? body.value : null;
  const told = forDoctor(shownEntries.value, draft, sessions.value[0]?.ended_at ?? null, Date.now());
  const who = me.value;
  return (
    <>
      <Heading title={t('doctor.heading')} />
      <div lang="en" dir="ltr">
        <Card kind="plain" class="doctor">
          {who && (
            <p class="doctor-who">
              {who.name}
              {who.judging && <span>{inEnglish('doctor.age', { n: who.judging.age })}</span>}
            </p>
          )}
          <h2>{inEnglish('doctor.symptoms')}</h2>
          {told.symptoms.length === 0 && (
            <p>
              {told.noneAt ? inEnglish('doctor.saidNone', { when: when(told.noneAt) }) : inEnglish('doctor.noSymptom')}
            </p>
          )}
          <ul class="doctor-told" role="list">
            {told.symptoms.map(({ code, level, since }) => (
              <li key={code} class={level === 'emergency' || level === 'urgent' ? 'doctor-serious' : undefined}>
                <span>
                  {englishOf(code)}
                  {language.code !== 'en' && (
                    <span class="english" lang={language.code} dir={language.dir}>
                      {wordingOf(code)}
                    </span>
                  )}
                </span>
                <span class="hint">
                  {since === '' ? inEnglish('doctor.now') : inEnglish('doctor.since', { when: when(since) })}
                </span>
              </li>
            ))}
          </ul>
          <dl class="doctor-facts">
            <dt>{inEnglish('doctor.treatment')}</dt>
            <dd>
              {treatment
                ? `${treatment.modality.replaceAll('-', ' ')}, ${treatment.regions.join(', ').replaceAll('-', ' ')}, ${treatment.dateTime}`
                : inEnglish('doctor.treatmentNone')}
            </dd>
            <dt>{inEnglish('doctor.scores')}</dt>
            <dd>
              {told.scores.length === 0
                ? inEnglish('doctor.none')
                : told.scores
                    .map(({ nrs, at }) => inEnglish('doctor.score', { score: nrs, when: when(at) }))
                    .join(' · ')}
            </dd>
            {told.medicines.length > 0 && (
              <>
                <dt>{inEnglish('doctor.medicines')}</dt>
                <dd>{told.medicines.join(' · ')}</dd>
              </>
            )}
            {who?.clinic && (
              <>
                <dt>{inEnglish('doctor.clinic')}</dt>
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
          <p class="hint">{inEnglish('doctor.source', { when: when(now) })}</p>
        </Card>
      </div>
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
