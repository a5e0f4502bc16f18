import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { leave } from '../../lib/account';
import { go } from '../../lib/router';
import { setTextSize } from '../../lib/textSize';
import { Button, Card } from '../../ui';
import { Unsent, unsentEntries } from '../mine/Unsent';

/** Remove Ebb from this phone. With entries that were not sent, the choice is spelled out first. */
export function Leave() {
  const [isAsking, setIsAsking] = useState(false);
  const [isOffline, setIsOffline] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  const unsent = unsentEntries().length;
  const goAway = async () => {
    if (isLeaving) return;
    setIsLeaving(true);
    const isDone = await leave();
    setIsLeaving(false);
    setIsOffline(!isDone);
    if (isDone) setTextSize('');
    if (isDone) go('/app/pair', { replace: true });
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
          {isOffline && <p class="field-error">{t('settings.signOutOffline')}</p>}
          <Button kind="danger" full onClick={() => void goAway()}>
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
