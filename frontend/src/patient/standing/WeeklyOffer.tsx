import { useEffect, useState } from 'preact/hooks';
import { isWeeklyDue, NOT_NOW_MS, SKIPPED_MS } from '../../domain/weekly';
import { t } from '../../i18n';
import { shownEntries } from '../../lib/diary';
import { keepFact, readFact } from '../../lib/facts';
import { Button, Card } from '../../ui';
import { Link } from '../parts/Link';

/** Once a week, below everything that matters today: four questions, or not now, or not this week. */
export function WeeklyOffer() {
  const [notBefore, setNotBefore] = useState<string | null>();
  useEffect(() => {
    void readFact('weekly').then((kept) => setNotBefore(kept ?? null));
  }, []);
  if (notBefore === undefined || !isWeeklyDue(shownEntries.value, notBefore ?? undefined, Date.now())) return null;
  const wait = async (milliseconds: number) => {
    const until = new Date(Date.now() + milliseconds).toISOString();
    setNotBefore(until);
    await keepFact('weekly', until);
  };
  return (
    <Card kind="plain" heading={t('weekly.offer')}>
      <p>{t('weekly.offerBody')}</p>
      <Link to="/app/weekly" kind="quiet" full>
        {t('weekly.answer')}
      </Link>
      <div class="row">
        <Button kind="quiet" onClick={() => void wait(NOT_NOW_MS)}>
          {t('weekly.notNow')}
        </Button>
        <Button kind="quiet" onClick={() => void wait(SKIPPED_MS)}>
          {t('weekly.skip')}
        </Button>
      </div>
    </Card>
  );
}
