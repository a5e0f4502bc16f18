import { t } from '../../i18n';
import { nowInstant, whenOf } from '../../lib/dates';
import { me } from '../../lib/diary';
import { Card } from '../../ui';

/** A treatment that the clinic had noted by mistake is gone from the curve: why, and that nothing is lost or to be done. */
export function NotedByMistake() {
  const noted = me.value?.taken_back;
  if (!noted) return null;
  return (
    <Card kind="plain" heading={t('mistake.heading')}>
      <p>{t('mistake.body', { when: whenOf(noted.ended_at, nowInstant()) })}</p>
    </Card>
  );
}
