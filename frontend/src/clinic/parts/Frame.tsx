import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { Button } from '../../ui';
import { openNow, refreshCount, refreshWorklist, worklist } from '../desk';
import { keepFresh } from '../pulse';
import { HOME, hrefs, type Route } from '../routes';
import { me, signOut } from '../staff';
import { words } from '../words';
import { PulseLine } from './PulseLine';
import { TrustBanner } from './TrustBanner';

/** What stands around every screen: the way through, who is signed in, and whether this can be trusted. */
export function Frame({ route, children }: { route: Route; children: ComponentChildren }) {
  const isWorklist = route.screen === 'worklist';
  useEffect(() => keepFresh(isWorklist ? refreshWorklist : refreshCount), [isWorklist]);
  const count = openNow.value ?? worklist.value?.results.length;
  useEffect(() => {
    // Where the app is installed, on its icon too.
    if (count !== undefined) void navigator.setAppBadge?.(count).catch(() => undefined);
  }, [count]);
  return (
    <>
      <a class="skip" href="#main">
        {words.skip}
      </a>
      <header class="frame-head">
        <nav class="frame-nav" aria-label={words.menu}>
          <a class="frame-mark" href={HOME}>
            {words.product}
          </a>
          <NavLink href={HOME} isHere={isWorklist || route.screen === 'alert'}>
            {words.worklist.title}
            {count ? <span class="count">{count}</span> : null}
          </NavLink>
          <NavLink
            href={hrefs.patients}
            isHere={!['worklist', 'alert', 'told', 'unreached', 'office'].includes(route.screen)}
          >
            {words.patients.title}
          </NavLink>
          <NavLink href={hrefs.told} isHere={route.screen === 'told'}>
            {words.told.title}
          </NavLink>
          <NavLink href={hrefs.office('')} isHere={route.screen === 'office'}>
            {words.office}
          </NavLink>
        </nav>
        <div class="frame-who">
          <span>{me.value?.name}</span>
          <Button kind="quiet" onClick={() => void signOut()}>
            {words.signOut}
          </Button>
        </div>
      </header>
      <main class="frame-main" id="main" tabIndex={-1}>
        <TrustBanner />
        {me.value?.notice && <p class="strong">{me.value.notice}</p>}
        {children}
      </main>
      {!isWorklist && (
        <footer class="frame-foot">
          <PulseLine />
        </footer>
      )}
    </>
  );
}

function NavLink({ href, isHere, children }: { href: string; isHere: boolean; children: ComponentChildren }) {
  return (
    <a class="frame-link" href={href} aria-current={isHere ? 'page' : undefined}>
      {children}
    </a>
  );
}
