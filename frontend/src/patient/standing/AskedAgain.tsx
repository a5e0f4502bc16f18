import { t } from '../../i18n';
import { me } from '../../lib/diary';
import { Card } from '../../ui';
import { Link } from '../parts/Link';

/** An answer does not stand as it is: the patient is old enough to give it, or too young to have given it alone. */
export function AskedAgain() {
  if (!me.value?.consent_asked) return null;
  return (
    <Card kind="warn" heading={t('consent.waits')}>
      <Link to="/app/consent" kind="primary" full>
        {t('consent.answer')}
      </Link>
    </Card>
  );
}
