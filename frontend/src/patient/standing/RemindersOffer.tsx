import { t } from '../../i18n';
import { me } from '../../lib/diary';
import { Offer } from './Offer';

/** Reminders, for somebody who has not said yes to them. */
export function RemindersOffer() {
  if (me.value?.reminders?.agreed !== false) return null;
  return (
    <Offer fact="noReminders" heading={t('remind.offer')} to="/app/reminders" kind="primary">
      {t('remind.offerBody')}
    </Offer>
  );
}
