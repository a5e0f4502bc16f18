import { t } from '../../i18n';
import { me } from '../../lib/diary';
import { Card } from '../../ui';
import { clinicPhone, dial } from '../advising';
import { isInstalled } from '../device';
import { Devices } from '../mine/Devices';
import { TextSizes } from '../mine/TextSizes';
import { Allowed } from '../parts/Allowed';
import { Heading } from '../parts/Heading';
import { LanguageCard } from '../parts/Languages';
import { Leave } from '../parts/Leave';
import { Link } from '../parts/Link';
import { Light } from '../standing/Light';

/** Who this diary is for, what is allowed, and the way out. */
export function Settings() {
  const who = me.value;
  return (
    <>
      <Heading title={t('settings.heading')} />
      <Card kind="plain">
        <dl class="facts-list">
          <dt>{t('settings.who')}</dt>
          <dd>{who?.name}</dd>
          {who?.carer && (
            <>
              <dt>{t('settings.carer')}</dt>
              <dd>{who.carer}</dd>
            </>
          )}
          <dt>{t('settings.clinic')}</dt>
          <dd>{who?.clinic?.name}</dd>
          {clinicPhone.value && (
            <>
              <dt>{t('settings.phone')}</dt>
              <dd>
                <a class="open" href={dial(clinicPhone.value)}>
                  {clinicPhone.value}
                </a>
              </dd>
            </>
          )}
        </dl>
        <Light />
      </Card>
      {!who?.carer && <Own />}
      <LanguageCard />
      <TextSizes />
      {!isInstalled() && (
        <Card kind="plain" heading={t('install.heading')}>
          <Link to="/app/install" kind="quiet" full>
            {t('remind.offerYes')}
          </Link>
        </Card>
      )}
      {!who?.carer && (
        <>
          <Allowed />
          <Card kind="plain" heading={t('carers.heading')}>
            <Link to="/app/carers" kind="quiet" full>
              {t('carers.open')}
            </Link>
          </Card>
          <Devices />
          <Card kind="plain" heading={t('looks.heading')}>
            <Link to="/app/looks" kind="quiet" full>
              {t('looks.open')}
            </Link>
          </Card>
        </>
      )}
      <Leave />
      {!who?.carer && (
        <Link to="/app/erase" kind="quiet" full>
          {t('erase.heading')}
        </Link>
      )}
    </>
  );
}

/** What is the patient's alone: letters, reminders, the diary as a file. */
function Own() {
  return (
    <>
      <Card kind="plain" heading={t('letters.heading')}>
        <p>{t('letters.about')}</p>
        <Link to="/app/letters" kind="quiet" full>
          {t('letters.open')}
        </Link>
      </Card>
      <Card kind="plain" heading={t('remind.heading')}>
        <p>{t('remind.when')}</p>
        <Link to="/app/reminders" kind="quiet" full>
          {t('remind.open')}
        </Link>
      </Card>
      <Card kind="plain" heading={t('export.heading')}>
        <Link to="/app/export" kind="quiet" full>
          {t('export.open')}
        </Link>
      </Card>
    </>
  );
}
