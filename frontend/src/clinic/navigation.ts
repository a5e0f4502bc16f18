// Where we are, and going elsewhere without loading the page anew. Links stay ordinary links.
import { signal } from '@preact/signals';
import { HOME } from './routes';

export interface Place {
  pathname: string;
  hash: string;
}

export const place = signal<Place>(here());
/** False until the first change of screen: a page that has just been loaded keeps the focus where the browser put it. */
let moved = false;

export function hasMoved(): boolean {
  return moved;
}

export function go(href: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  arrive();
  window.scrollTo(0, 0);
}

/** Takes over clicks on links to these screens. Returns how to stop. */
export function followLinks(): () => void {
  document.addEventListener('click', onClick);
  window.addEventListener('popstate', arrive);
  return () => {
    document.removeEventListener('click', onClick);
    window.removeEventListener('popstate', arrive);
  };
}

function onClick(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
  if (!link || !isPlain || event.defaultPrevented || link.target || link.hasAttribute('download')) return;
  const address = new URL(link.href, location.href);
  const isJump = address.pathname === location.pathname && address.hash !== '';
  if (address.origin !== location.origin || !address.pathname.startsWith(HOME) || isJump) return;
  event.preventDefault();
  go(address.pathname + address.hash);
}

function arrive(): void {
  moved = true;
  place.value = here();
}

function here(): Place {
  return { pathname: location.pathname, hash: location.hash };
}
