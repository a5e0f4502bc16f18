import { inWords } from '../../domain/catalogue';
import { inEnglish, t } from '../../i18n';
import { me } from '../../lib/diary';
import { Button } from '../../ui';
import { clinicPhone, dial, numbers } from '../advising';
import { body, save, savedEntry } from '../log';
import { English } from '../parts/English';
import { Heading } from '../parts/Heading';
import { Call } from '../parts/Link';
import { SavedCard } from '../parts/Saved';
import { Symptoms } from '../parts/Symptoms';

/** "Something is wrong": numbers first, then the list. Works offline and without being paired. */
export function Help() {
  const entry = savedEntry.value;
  const { emergency_number, crisis_line } = numbers.value;
  const canTell = me.value && !entry && body.value.symptoms.length > 0;
  return (
    <>
      <Heading title={t('help.heading')} />
      <p>
        {t('help.intro')}
        <English>{inEnglish('help.intro')}</English>
      </p>
      <Call kind="danger" href={dial(emergency_number)}>
        {t('help.callEmergency', { number: emergency_number })}
      </Call>
      {clinicPhone.value && (
        <Call kind="quiet" href={dial(clinicPhone.value)}>
          {t('advice.callClinic')}
        </Call>
      )}
      <p class="hint">
        {t('help.crisis', { line: inWords(crisis_line) })}
        <English>{inEnglish('help.crisis', { line: crisis_line })}</English>
      </p>
      {entry && <SavedCard entry={entry} heading={<h2>{t('log.saved')}</h2>} />}
      <p>{t('help.tick')}</p>
      <Symptoms entry={entry} onTell={() => void save()} />
      {canTell && (
        <div class="save-bar">
          <Button full onClick={() => void save()}>
            {t('advice.tell')}
          </Button>
        </div>
      )}
    </>
  );
}
