import { useEffect, useState } from 'preact/hooks';
import type { components } from '../../../api/types';
import { t } from '../../i18n';
import { ask } from '../../lib/api';
import { nowInstant, shortWhenOf } from '../../lib/dates';
import { Button, Card } from '../../ui';

type Device = components['schemas']['DeviceAnswer'];

/** Every phone that is signed in. A lost one is signed out from here; this one leaves by "Remove Ebb from this phone". */
export function Devices() {
  const [devices, setDevices] = useState<Device[] | null>();
  const load = async () => {
    const reply = await ask<{ results: Device[] }>('GET', 'me/devices');
    setDevices(reply.kind === 'ok' ? reply.body.results : null);
  };
  useEffect(() => {
    void load();
  }, []);
  return (
    <Card kind="plain" heading={t('devices.heading')}>
      {devices === null && <p>{t('settings.allowOffline')}</p>}
      <ul class="stack" role="list">
        {devices?.map((device) => (
          <Line key={device.id} device={device} onGone={load} />
        ))}
      </ul>
      {devices && <p class="hint">{t('devices.hint')}</p>}
    </Card>
  );
}

function Line({ device, onGone }: { device: Device; onGone: () => Promise<void> }) {
  const [isSure, setIsSure] = useState(false);
  const now = nowInstant();
  const signOut = async () => {
    const reply = await ask('DELETE', `me/devices/${device.id}`);
    setIsSure(false);
    if (reply.kind === 'ok' || (reply.kind === 'problem' && reply.status === 404)) await onGone();
  };
  return (
    <li class="purpose stack">
      <div>
        <p class="strong">{t(device.this ? 'devices.this' : 'devices.other')}</p>
        <p class="hint">
          {t('devices.dates', {
            since: shortWhenOf(device.created_at, now),
            seen: shortWhenOf(device.last_seen_at, now),
          })}
        </p>
      </div>
      {!device.this && !isSure && (
        <Button kind="quiet" onClick={() => setIsSure(true)}>
          {t('devices.signOut')}
        </Button>
      )}
      {isSure && (
        <div role="alert" class="stack">
          <p>{t('devices.sure')}</p>
          <div class="row">
            <Button kind="danger" onClick={() => void signOut()}>
              {t('devices.yes')}
            </Button>
            <Button kind="quiet" onClick={() => setIsSure(false)}>
              {t('app.cancel')}
            </Button>
          </div>
        </div>
      )}
    </li>
  );
}
