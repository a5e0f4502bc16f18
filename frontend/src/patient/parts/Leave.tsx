import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { me } from '../../lib/diary';
import { leave } from '../../lib/leaving';
import { go } from '../../lib/router';
import { canSeal } from '../../lib/sealing';
import { setTextSize } from '../../lib/textSize';
import { Button, Card } from '../../ui';
import { Unsent, unsentEntries } from '../mine/Unsent';

/** Remove Ebb from this phone. With entries that were not sent: send them, keep them here locked, or lose them. */
export function Leave() {
  const [isAsking, setIsAsking] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  const unsent = unsentEntries().length;
  const goAway = async (keep: boolean) => {
    if (isLeaving) return;
    setIsLeaving(true);
    await leave({ keep });
    setTextSize('');
    go('/app/pair', { replace: true });
  };
  return (
    <Card kind="plain" heading={t('settings.signOut')}>
      <p>{t('settings.signOutBody')}</p>
      {!isAsking && (
        <Button kind="quiet" full onClick={() => setIsAsking(true)}>
          {t('settings.signOut')}
        </Button>
      )}
      {isAsking && (
        <div role="alert" class="stack">
          <Unsent />
          {isLeaving && <p>{t('settings.removing')}</p>}
          {unsent > 0 && canSeal(me.value) && (
            <>
              <p>{t('settings.keepBody')}</p>
              <Button kind="quiet" full onClick={() => void goAway(true)}>
                {t('settings.keep')}
              </Button>
            </>
          )}
          <Button kind="danger" full onClick={() => void goAway(false)}>
            {unsent > 0 ? t('settings.signOutLose', { n: unsent }) : t('settings.signOut')}
          </Button>
          <Button kind="quiet" full onClick={() => setIsAsking(false)}>
            {t('app.cancel')}
          </Button>
        </div>
      )}
    </Card>
  );
}
