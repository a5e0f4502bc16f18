import path from 'node:path';
import { type BuildEnvironmentOptions, defineConfig, build as viteBuild } from 'vite';
import { catalogue } from './vite/catalogue.ts';
import { JSX, shortElements } from './vite/jsx.ts';
import { serviceWorker } from './vite/serviceWorker.ts';
import { shortKeys } from './vite/shortKeys.ts';
import { smallPreload } from './vite/smallPreload.ts';
import { smallRuntime } from './vite/smallRuntime.ts';

const root = import.meta.dirname;
const base = '/app-static/';
// The patient's app in two files, because many small ones pack badly: what a first visit needs, and the rest. A third, which
// no phone keeps, holds the few screens that are nothing without the server.
const ONLINE =
  /src\/(patient\/(online|reminding|screens\/(Letter|Reminders)|parts\/(Letter|letter))|lib\/(letters|ownership|reminding|unsealing)\.|i18n\/en\.online)/;
const LATER =
  /src\/(patient\/(adding|later|mine|reminding|standing|story)|patient\/screens\/(?!Help|Pair|Today)|patient\/parts\/(Allowed|Leave|TroubleCard)|domain\/(curve|doctor|helped|judging|medicines|moments|ownTable|places|selfCare|table|weekly)\.|lib\/(atServer|checking|exporting|leaving|push|sealing)\.|i18n\/en\.later|ui\/(BodyMap|body|Chart\w+|chart|FanChart|useWidth)\.)|virtual:(self-care|combinations)/;
/** Each language is a file of its own: see src/i18n/languages.ts. */
const LANGUAGE = /src\/i18n\/(pseudo|(?!en|languages|index|format)[\w-]+)\.(ts|json)$|virtual:language/;
const GROUPS = [
  { name: 'online', test: ONLINE, priority: 3 },
  { name: 'later', test: LATER, priority: 2 },
  { name: 'first', test: (id: string) => !LANGUAGE.test(id), priority: 1 },
];

const SAME = { root, base, oxc: { jsx: JSX } };
const BUILD: BuildEnvironmentOptions = {
  outDir: process.env.EBB_DIST ?? 'dist',
  target: 'es2022',
  // Everything is an external file with a hash in its name: the page's policy allows nothing inline.
  // A page names all it needs at once, so nothing is left to load before it is asked for.
  modulePreload: false,
  assetsInlineLimit: 0,
  cssCodeSplit: false,
};
const NAMES = {
  chunkFileNames: 'assets/[name]-[hash].js',
  assetFileNames: 'assets/[name]-[hash][extname]',
};

/** The practitioner's app is a build of its own: what both use is packed with each, and packs better so. */
const clinic = () => ({
  name: 'ebb-clinic',
  apply: 'build' as const,
  writeBundle: async () =>
    void (await viteBuild({
      ...SAME,
      configFile: false,
      logLevel: 'warn',
      plugins: [shortElements(), smallPreload()],
      build: {
        ...BUILD,
        emptyOutDir: false,
        copyPublicDir: false,
        rolldownOptions: { input: { clinic: path.join(root, 'clinic.html') }, output: NAMES },
      },
    })),
});

export default defineConfig({
  ...SAME,
  plugins: [catalogue(), shortElements(), smallPreload(), shortKeys(), smallRuntime(), clinic(), serviceWorker()],
  build: {
    ...BUILD,
    emptyOutDir: true,
    rolldownOptions: {
      input: { patient: path.join(root, 'index.html') },
      output: {
        ...NAMES,
        codeSplitting: { includeDependenciesRecursively: false, groups: GROUPS },
      },
    },
  },
});
