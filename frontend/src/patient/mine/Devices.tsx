import { useEffect, useState } from 'preact/hooks';
import type { components } from '../../../api/types';
import { t } from '../../i18n';
import { ask } from '../../lib/api';
import { nowInstant, shortWhenOf } from '../../lib/dates';
import { Card } from '../../ui';
import { Link } from '../parts/Link';
import { AskFirst } from './AskFirst';

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
      {'PublicKeyCredential' in window && (
        <Link to="/app/passkeys" kind="quiet" full>
          {t('passkeys.heading')}
        </Link>
      )}
    </Card>
  );
}

function Line({ device, onGone }: { device: Device; onGone: () => Promise<void> }) {
  const now = nowInstant();
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
      {!device.this && (
        <AskFirst
          label={t('devices.signOut')}
          question={t('devices.sure')}
          yes={t('devices.yes')}
          act={() => ask('DELETE', `me/devices/${device.id}`)}
          onDone={onGone}
        />
      )}
    </li>
  );
}
