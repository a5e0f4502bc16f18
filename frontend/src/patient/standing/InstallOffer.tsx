import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { shownEntries } from '../../lib/diary';
import { keepFact, readFact } from '../../lib/facts';
import { installPrompt } from '../../lib/install';
import { Button, Card } from '../../ui';
import { isApple, isInstalled } from '../device';
import { Link } from '../parts/Link';

/** Offered once something has been written and has arrived, where the phone can do it. "No" is kept on this phone. */
export function InstallOffer() {
  const [isDeclined, setIsDeclined] = useState<boolean>();
  useEffect(() => {
    void readFact('noInstall').then((declined) => setIsDeclined(declined === true));
  }, []);
  const hasSent = shownEntries.value.some((entry) => entry.answer !== null);
  const canInstall = installPrompt.value !== null || isApple();
  if (isDeclined !== false || !hasSent || !canInstall || isInstalled()) return null;
  const onNo = async () => {
    setIsDeclined(true);
    await keepFact('noInstall', true);
  };
  return (
    <Card kind="plain" heading={t('install.heading')}>
      <p>{t('install.about')}</p>
      <Link to="/app/install" kind="quiet" full>
        {t('remind.offerYes')}
      </Link>
      <Button kind="quiet" full onClick={() => void onNo()}>
        {t('remind.offerNo')}
      </Button>
    </Card>
  );
}
