import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { me, shownEntries } from '../../lib/diary';
import { keepFact, readFact } from '../../lib/facts';
import { Button, Card } from '../../ui';
import { Link } from '../parts/Link';

/** Asked once, and only of somebody who has written something that arrived. "No" is kept on this phone. */
export function RemindersOffer() {
  const [isDeclined, setIsDeclined] = useState<boolean>();
  useEffect(() => {
    void readFact('noReminders').then((declined) => setIsDeclined(declined === true));
  }, []);
  const hasSent = shownEntries.value.some((entry) => entry.answer !== null);
  if (isDeclined !== false || !hasSent || me.value?.reminders?.agreed !== false) return null;
  const onNo = async () => {
    setIsDeclined(true);
    await keepFact('noReminders', true);
  };
  return (
    <Card kind="plain" heading={t('remind.offer')}>
      <p>{t('remind.offerBody')}</p>
      <Link to="/app/reminders" kind="primary" full>
        {t('remind.offerYes')}
      </Link>
      <Button kind="quiet" full onClick={() => void onNo()}>
        {t('remind.offerNo')}
      </Button>
    </Card>
  );
}
