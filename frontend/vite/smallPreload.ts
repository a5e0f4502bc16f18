import type { Plugin } from 'vite';

/**
 * Vite wraps each `import()` in a helper that fetches the styles of what is imported. All our styles come with the page, so the
 * helper only says when a file is gone: main.tsx then reads the page again.
 */
export function smallPreload(): Plugin {
  return {
    name: 'ebb-small-preload',
    enforce: 'pre',
    apply: 'build',
    load: (id) => (id === '\0vite/preload-helper.js' ? HELPER : undefined),
  };
}

const HELPER = `export const __vitePreload = (load) => load().catch((error) => {
  dispatchEvent(new Event('vite:preloadError'));
  throw error;
});`;
