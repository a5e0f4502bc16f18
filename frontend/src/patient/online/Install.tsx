import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { timeOf } from '../../lib/dates';
import { installPrompt } from '../../lib/install';
import { type Transfer, transferCode } from '../../lib/ownership';
import { Button, Card } from '../../ui';
import { isApple } from '../device';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';
import { Picture } from './pictures';

/** Ebb on the home screen: by one tap where the browser offers it, by pictures on an iPhone. Nobody has to. */
export function Install() {
  return (
    <>
      <Heading title={t('install.heading')} />
      <p>{t('install.about')}</p>
      {installPrompt.value ? <ByOneTap /> : isApple() ? <ByPictures /> : <p>{t('install.menu')}</p>}
      <Code />
      <Link to="/app/settings" kind="quiet" full>
        {t('app.back')}
      </Link>
    </>
  );
}

function ByOneTap() {
  const onTap = async () => {
    const kept = installPrompt.value;
    await kept?.prompt();
    installPrompt.value = null;
  };
  return (
    <Button full onClick={() => void onTap()}>
      {t('install.tap')}
    </Button>
  );
}

function ByPictures() {
  return (
    <ol class="steps" role="list">
      {(['share', 'add', 'open'] as const).map((step) => (
        <li key={step} class="step row">
          <Picture of={step} />
          <p>{t(`install.${step}` as const)}</p>
        </li>
      ))}
    </ol>
  );
}

/** An installed app may share nothing with this window: the code signs the same person in there. */
function Code() {
  const [made, setMade] = useState<Transfer | 'unreachable'>();
  const onMake = async () => {
    const reply = await transferCode();
    setMade(reply.kind === 'ok' ? reply.body : 'unreachable');
    if (reply.kind === 'ok') await navigator.clipboard?.writeText(reply.body.code).catch(() => undefined);
  };
  return (
    <Card kind="plain" heading={t('install.code')}>
      <p>{t('install.codeBody')}</p>
      <div role="status" class="stack">
        {made === 'unreachable' && <p>{t('app.noConnection')}</p>}
        {made && made !== 'unreachable' && (
          <>
            <p class="code">{made.code}</p>
            <p class="hint">{t('install.codeUntil', { time: timeOf(made.expires_at) })}</p>
          </>
        )}
      </div>
      <Button kind="quiet" full onClick={() => void onMake()}>
        {t('install.codeMake')}
      </Button>
    </Card>
  );
}
