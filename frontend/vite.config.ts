import path from 'node:path';
import { defineConfig } from 'vite';
import { catalogue } from './vite/catalogue.ts';
import { serviceWorker } from './vite/serviceWorker.ts';

const root = import.meta.dirname;

export default defineConfig({
  root,
  base: '/app-static/',
  plugins: [catalogue(), serviceWorker()],
  // Preact's JSX without a plugin.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: process.env.EBB_DIST ?? 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Everything is an external file with a hash in its name: the page's policy allows nothing inline.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { patient: path.join(root, 'index.html'), clinic: path.join(root, 'clinic.html') },
      output: {
        chunkFileNames: ({ isDynamicEntry, name }) => `assets/${isDynamicEntry ? name : 'shared'}-[hash].js`,
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
