import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { readFact } from '../../lib/facts';
import { keepSubscription, type Subscribed, subscribe, unsubscribe } from '../../lib/push';
import { Button, Card } from '../../ui';
import { isApple } from '../device';
import { Link } from '../parts/Link';

type State = 'unknown' | 'off' | 'asking' | Subscribed;

/** A message on this phone. We say what is going to be asked before the system asks: its "no" is for good. */
export function OnThisPhone() {
  const [state, setState] = useState<State>('unknown');
  useEffect(() => {
    void readFact('push').then((id) => setState(id && isGranted() ? 'on' : 'off'));
  }, []);
  const turnOn = async () => {
    setState('asking');
    const registration = await navigator.serviceWorker?.ready;
    setState(registration ? await subscribe(registration, keepSubscription) : 'unsupported');
  };
  const turnOff = async () => {
    const registration = await navigator.serviceWorker.ready;
    setState((await unsubscribe(registration)) ? 'off' : 'unreachable');
  };
  if (state === 'unknown') return null;
  return (
    <Card kind="plain" heading={t('remind.phone')}>
      <div role="status" class="stack">
        {state === 'on' && <p>{t('remind.phoneOn')}</p>}
        {(state === 'off' || state === 'asking') && <p>{t('remind.phoneAsk')}</p>}
        {state === 'denied' && <p>{t('remind.phoneDenied')}</p>}
        {state === 'unsupported' && <p>{t(isApple() ? 'remind.phoneApple' : 'remind.phoneUnsupported')}</p>}
        {state === 'unsupported' && isApple() && <Link to="/app/install">{t('remind.offerYes')}</Link>}
        {state === 'unreachable' && <p>{t('app.noConnection')}</p>}
      </div>
      {state === 'on' ? (
        <Button kind="quiet" full onClick={() => void turnOff()}>
          {t('remind.phoneTurnOff')}
        </Button>
      ) : (
        (state === 'off' || state === 'asking' || state === 'unreachable') && (
          <Button full off={state === 'asking'} onClick={() => void turnOn()}>
            {t('remind.phoneTurnOn')}
          </Button>
        )
      )}
    </Card>
  );
}

const isGranted = (): boolean => 'Notification' in globalThis && Notification.permission === 'granted';
