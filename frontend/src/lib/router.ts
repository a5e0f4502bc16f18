// Which screen is on, by the address. Links are ordinary links, so they can be opened, shared and read aloud.
import { signal } from '@preact/signals';

export const BASE = '/app/';
export const path = signal(location.pathname);

export function go(to: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', to);
  else history.pushState(null, '', to);
  path.value = location.pathname;
  scrollTo(0, 0);
}

export function startRouter(): void {
  addEventListener('popstate', () => {
    path.value = location.pathname;
  });
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    if (!link || !isOurs(link) || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}

const isOurs = (link: HTMLAnchorElement): boolean =>
  link.origin === location.origin && link.pathname.startsWith(BASE) && !link.hash && !link.target && !link.download;
