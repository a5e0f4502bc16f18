import path from 'node:path';
import { defineConfig } from 'vite';
import { catalogue } from './vite/catalogue.ts';
import { serviceWorker } from './vite/serviceWorker.ts';

const root = import.meta.dirname;
// The patient's own code in three files, because many small ones pack badly: what the first screen needs, what a day with
// the diary needs, and what is opened now and then. What the clinic uses too stays apart.
const MINE =
  /src\/(patient\/(mine|reminding)\/|patient\/screens\/(Consent|Export|Letter|Reminders|Settings)|patient\/parts\/(Allowed|Leave|Letter|letter)|lib\/(exporting|letters|reminding)\.|domain\/(ownTable|table)\.)/;
const DAILY =
  /src\/(patient\/(adding|standing)\/|patient\/screens\/(?!Help|Pair|Today)|patient\/parts\/TroubleCard|domain\/(curve|doctor|helped|medicines|moments|places|selfCare)\.|lib\/checking\.|i18n\/en\.later|ui\/(BodyMap|body)\.)|virtual:self-care/;
const FIRST = /src\/(patient\/(?!story|main)|lib\/(?!api)|i18n\/|domain\/(?!judging))|virtual:catalogue/;
const GROUPS = [
  { name: 'mine', test: MINE, priority: 3 },
  { name: 'daily', test: DAILY, priority: 2 },
  { name: 'first', test: FIRST, priority: 1 },
];

const isGroup = (name: string): boolean => GROUPS.some((group) => group.name === name);

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
        codeSplitting: { includeDependenciesRecursively: false, groups: GROUPS },
        chunkFileNames: ({ isDynamicEntry, name }) =>
          `assets/${isDynamicEntry || isGroup(name) ? name : 'shared'}-[hash].js`,
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
});
