import { useEffect, useState } from 'preact/hooks';
import type { components } from '../../../api/types';
import { t } from '../../i18n';
import { ask } from '../../lib/api';
import { nowInstant, shortWhenOf } from '../../lib/dates';
import { Button } from '../../ui';
import { AskFirst } from '../mine/AskFirst';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';

type Passkey = components['schemas']['PasskeyAnswer'];
type Asked = components['schemas']['PasskeyAskedAnswer'];

const canMake = () =>
  typeof PublicKeyCredential !== 'undefined' && 'parseCreationOptionsFromJSON' in PublicKeyCredential;

/** The keys with which the patient comes back without a code: made on this phone, and taken off here. */
export function Passkeys() {
  const [passkeys, setPasskeys] = useState<Passkey[] | null>();
  const [said, setSaid] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const load = async () => {
    const reply = await ask<{ results: Passkey[] }>('GET', 'me/passkeys');
    setPasskeys(reply.kind === 'ok' ? reply.body.results : null);
  };
  useEffect(() => {
    void load();
  }, []);
  const onAdd = async () => {
    setIsBusy(true);
    setSaid(await make());
    setIsBusy(false);
    await load();
  };
  return (
    <>
      <Heading title={t('passkeys.heading')} />
      <p>{t('passkeys.about')}</p>
      <p>{t('passkeys.how')}</p>
      {passkeys === null && <p>{t('settings.allowOffline')}</p>}
      {passkeys?.length === 0 && <p>{t('passkeys.none')}</p>}
      <ul class="stack" role="list">
        {passkeys?.map((passkey) => (
          <Line key={passkey.id} passkey={passkey} onGone={load} />
        ))}
      </ul>
      <p role="status">{said}</p>
      {passkeys && canMake() && (
        <Button full off={isBusy} onClick={() => void onAdd()}>
          {t('passkeys.add')}
        </Button>
      )}
      <p class="hint">{t('passkeys.lost')}</p>
      <Link to="/app/settings" kind="quiet" full>
        {t('app.back')}
      </Link>
    </>
  );
}

/** Makes one and tells the server; what to say when there is none. */
async function make(): Promise<string> {
  const asked = await ask<Asked>('POST', 'me/passkeys/begin');
  if (asked.kind === 'unreachable') return t('app.noConnection');
  if (asked.kind === 'problem') return t(asked.status === 409 ? 'passkeys.most' : 'passkeys.no');
  const options = asked.body.options as PublicKeyCredentialCreationOptionsJSON;
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  const credential = await navigator.credentials.create({ publicKey }).catch(() => null);
  if (!credential) return t('passkeys.no');
  const reply = await ask('POST', 'me/passkeys', { state: asked.body.state, credential });
  return reply.kind === 'ok' ? '' : t(reply.kind === 'unreachable' ? 'app.noConnection' : 'passkeys.no');
}

function Line({ passkey, onGone }: { passkey: Passkey; onGone: () => Promise<void> }) {
  const now = nowInstant();
  const since = shortWhenOf(passkey.created_at, now);
  const seen = passkey.last_used_at;
  return (
    <li class="purpose stack">
      <p>{seen ? t('passkeys.used', { since, seen: shortWhenOf(seen, now) }) : t('passkeys.made', { since })}</p>
      <AskFirst
        label={t('remind.remove')}
        question={t('passkeys.sure')}
        yes={t('passkeys.yes')}
        act={() => ask('DELETE', `me/passkeys/${passkey.id}`)}
        onDone={onGone}
      />
    </li>
  );
}
