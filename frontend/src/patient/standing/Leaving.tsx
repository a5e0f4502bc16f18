import { t } from '../../i18n';
import { keepDiary } from '../../lib/account';
import { dateOf } from '../../lib/dates';
import { me } from '../../lib/diary';
import { Button, Card } from '../../ui';

/** The patient asked for the diary to go and came back in time: it can be kept. */
export function Leaving() {
  const due = me.value?.erasure?.due_at;
  if (!due) return null;
  return (
    <Card kind="warn" heading={t('erase.waits', { date: dateOf(due) })}>
      <p>{t('erase.waitsBody')}</p>
      <Button full onClick={() => void keepDiary()}>
        {t('erase.keep')}
      </Button>
    </Card>
  );
}
