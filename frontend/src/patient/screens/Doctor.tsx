import { momentOf } from '../../domain/entry';
import { t } from '../../i18n';
import { nowInstant, whenOf } from '../../lib/dates';
import { me, shownEntries } from '../../lib/diary';
import { Card } from '../../ui';
import { adviceFacts, clinicPhone } from '../advising';
import { body } from '../log';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';
import { scoreWords, symptomWords } from '../parts/words';

const MOST_SCORES = 8;

/** One screen to hold up to a doctor, without a network: the treatment, what is new since, the last scores. */
export function Doctor() {
  const { treatment } = adviceFacts.value;
  const recent = shownEntries.value.slice(0, MOST_SCORES);
  const words = new Set([...symptomWords(body.value), ...recent.flatMap((entry) => symptomWords(entry.body))]);
  return (
    <>
      <Heading title={t('doctor.heading')} />
      <Card kind="plain" heading={t('doctor.treatment')}>
        <p>
          {treatment
            ? `${treatment.modality.replaceAll('-', ' ')}, ${treatment.regions.join(', ').replaceAll('-', ' ')}, ${treatment.dateTime}`
            : t('doctor.treatmentNone')}
        </p>
      </Card>
      <Card kind="plain" heading={t('doctor.symptoms')}>
        {words.size === 0 && <p>{t('doctor.none')}</p>}
        <ul class="points">
          {[...words].map((each) => (
            <li key={each}>{each}</li>
          ))}
        </ul>
      </Card>
      <Card kind="plain" heading={t('doctor.scores')}>
        {recent.length === 0 && <p>{t('doctor.none')}</p>}
        <ul class="points">
          {recent.map((entry) => (
            <li key={entry.id}>
              {scoreWords(entry.body)}, {whenOf(momentOf(entry), nowInstant())}
            </li>
          ))}
        </ul>
      </Card>
      {me.value?.clinic && (
        <Card kind="plain" heading={t('doctor.clinic')}>
          <p>
            {me.value.clinic.name} {clinicPhone.value}
          </p>
        </Card>
      )}
      <Link to="/app/help" kind="quiet" full>
        {t('doctor.back')}
      </Link>
    </>
  );
}
