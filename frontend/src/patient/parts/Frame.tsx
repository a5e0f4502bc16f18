import type { ComponentChildren } from 'preact';
import { CATALOGUE, inWords } from '../../domain/catalogue';
import { t } from '../../i18n';
import { inTrouble, isSignedOut, isStuck, me, waiting } from '../../lib/diary';
import { path } from '../../lib/router';
import { updateNow, updateWaits } from '../../lib/sw-client';
import { isReachable, synchronise } from '../../lib/sync';
import { Button, Card, Icon } from '../../ui';
import { English } from './English';
import { Link } from './Link';

/** What stands around every screen: the way to help, the state of sending, the pages. */
export function Frame({ children }: { children: ComponentChildren }) {
  return (
    <>
      <a class="skip" href="#main">
        {t('app.skip')}
      </a>
      <Header />
      <main id="main" class="column stack" tabIndex={-1}>
        <Banners />
        {children}
        <p class="closing">
          {inWords(CATALOGUE.closing_line)}
          <English>{CATALOGUE.closing_line}</English>
        </p>
      </main>
      {me.value && <Tabs />}
    </>
  );
}

function Header() {
  return (
    <header class="top">
      <div class="column row top-row">
        <Link to="/app/" class="mark">
          <img src="/app-static/icons/icon.svg" alt="" width="32" height="32" />
          {t('app.name')}
        </Link>
        <Link to="/app/help" class="wrong">
          <Icon name="urgent" />
          <span>{t('app.somethingWrong')}</span>
        </Link>
      </div>
    </header>
  );
}

/** What the person should know now, at most a few lines; nothing when all is well. */
function Banners() {
  const count = waiting.value.length;
  return (
    <>
      <div role="status" class="stack banners">
        {updateWaits.value && (
          <div class="banner row">
            <span>{t('app.updateReady')}</span>
            <Button kind="quiet" onClick={() => void updateNow()}>
              {t('app.updateNow')}
            </Button>
          </div>
        )}
        {isStuck.value && (
          <div class="banner banner-warn row">
            <span>{t('app.stuck')}</span>
            <Button kind="quiet" onClick={() => location.reload()}>
              {t('app.restart')}
            </Button>
          </div>
        )}
        {me.value?.carer && <p class="banner">{t('app.carerOf', { name: me.value.name })}</p>}
        {!isReachable.value && (
          <p class="banner banner-warn">
            <Icon name="offline" /> {t('app.offline')}
          </p>
        )}
        {me.value && count > 0 && (
          <div class="banner row">
            <span>{t('waiting.line', { n: count })}</span>
            <Button kind="quiet" onClick={() => void synchronise({ now: true })}>
              {t('waiting.sendNow')}
            </Button>
          </div>
        )}
        {inTrouble.value.length > 0 && (
          <p class="banner banner-warn">
            <Link to="/app/diary">{t('trouble.line', { n: inTrouble.value.length })}</Link>
          </p>
        )}
      </div>
      {isSignedOut.value && me.value && (
        <Card kind="warn" heading={t('out.heading')}>
          <p>{t('out.body')}</p>
          <Link to="/app/pair" kind="primary" full>
            {t('out.link')}
          </Link>
        </Card>
      )}
    </>
  );
}

const SETTINGS = /^\/app\/(settings|letters|reminders|export|looks|carers|install|erase|passkeys)/;

function Tabs() {
  const at = path.value;
  return (
    <nav class="tabs" aria-label={t('tab.label')}>
      <div class="column">
        <Link to="/app/" current={at === '/app/' || at === '/app'}>
          {t('tab.today')}
        </Link>
        <Link to="/app/curve" current={at === '/app/curve'}>
          {t('tab.curve')}
        </Link>
        <Link to="/app/diary" current={at.startsWith('/app/diary')}>
          {t('tab.diary')}
        </Link>
        <Link to="/app/settings" current={SETTINGS.test(at)}>
          {t('tab.settings')}
        </Link>
      </div>
    </nav>
  );
}
