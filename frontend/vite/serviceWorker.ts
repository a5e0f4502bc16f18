import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Plugin, type Rolldown, build as viteBuild } from 'vite';

const SHELL = 'index.html';
const ICONS = ['icons/icon.svg'];

/**
 * Builds `src/sw/sw.ts` last, as one classic script that knows the files of the patient's app.
 * Its version is a hash of what it keeps, so that the same source gives the same bytes.
 */
export function serviceWorker(): Plugin {
  let root = '';
  let outDir = '';
  let files: string[] = [];
  return {
    name: 'ebb-service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      outDir = path.resolve(root, config.build.outDir);
    },
    writeBundle(_, bundle) {
      files = patientFiles(bundle);
    },
    async closeBundle() {
      const version = createHash('sha256');
      for (const file of [...files, ...ICONS, SHELL]) version.update(readFileSync(path.join(outDir, file)));
      const kept = ['/app/', '/app/manifest.webmanifest', ...[...files, ...ICONS].map((file) => `/app-static/${file}`)];
      await viteBuild({
        configFile: false,
        logLevel: 'warn',
        root,
        define: {
          __PRECACHE__: JSON.stringify(kept),
          __VERSION__: JSON.stringify(version.digest('hex').slice(0, 12)),
        },
        build: {
          outDir,
          emptyOutDir: false,
          copyPublicDir: false,
          target: 'es2022',
          rolldownOptions: {
            input: path.join(root, 'src/sw/sw.ts'),
            output: { format: 'iife', entryFileNames: 'sw.js' },
          },
        },
      });
    },
  };
}

/** The bundle is the patient's alone: all its scripts and styles but the screens that are nothing without the server. */
const patientFiles = (bundle: Rolldown.OutputBundle): string[] =>
  Object.keys(bundle)
    .filter((file) => /\.(js|css)$/.test(file) && !/\/online-/.test(file))
    .sort();
