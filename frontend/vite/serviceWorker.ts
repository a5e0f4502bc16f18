import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Plugin, type Rolldown, build as viteBuild } from 'vite';

const SHELL = 'index.html';
const PSEUDO = 'assets/pseudo-';
const ICONS = ['icons/icon.svg'];

/** Each worker's source, and what it is called. */
const WORKERS = { 'src/sw/sw.ts': 'sw.js', 'src/sw/clinic.ts': 'clinic-sw.js' };

/**
 * Builds the workers last, each as one classic script. The patient's knows the files of the patient's app; its version is a
 * hash of what it keeps, so that the same source gives the same bytes.
 */
export function serviceWorker(): Plugin {
  let root = '';
  let outDir = '';
  let files: string[] = [];
  let languages: Record<string, string> = {};
  return {
    name: 'ebb-service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      outDir = path.resolve(root, config.build.outDir);
    },
    writeBundle(_, bundle) {
      languages = languageFiles(bundle);
      const own = Object.values(languages);
      files = patientFiles(bundle).filter((file) => !own.includes(file) && !file.includes(PSEUDO));
    },
    async closeBundle() {
      const version = createHash('sha256');
      for (const file of [...files, ...Object.values(languages), ...ICONS, SHELL])
        version.update(readFileSync(path.join(outDir, file)));
      const kept = ['/app/', '/app/manifest.webmanifest', ...[...files, ...ICONS].map((file) => `/app-static/${file}`)];
      const knows = {
        __PRECACHE__: JSON.stringify(kept),
        __LANGUAGES__: JSON.stringify(
          Object.fromEntries(Object.entries(languages).map(([code, file]) => [code, `/app-static/${file}`])),
        ),
        __VERSION__: JSON.stringify(version.digest('hex').slice(0, 12)),
      };
      for (const [source, name] of Object.entries(WORKERS)) await build(source, name, knows);
    },
  };

  async function build(source: string, name: string, define: Record<string, string>): Promise<void> {
    await viteBuild({
      configFile: false,
      logLevel: 'warn',
      root,
      define,
      build: {
        outDir,
        emptyOutDir: false,
        copyPublicDir: false,
        target: 'es2022',
        rolldownOptions: {
          input: path.join(root, source),
          output: { format: 'iife', entryFileNames: name },
        },
      },
    });
  }
}

/** The bundle is the patient's alone: all its scripts and styles but the screens that are nothing without the server. */
const patientFiles = (bundle: Rolldown.OutputBundle): string[] =>
  Object.keys(bundle)
    .filter((file) => /\.(js|css)$/.test(file) && !/\/online-/.test(file))
    .sort();

/** The file of each language but English, by its code: a phone keeps the one it speaks. */
function languageFiles(bundle: Rolldown.OutputBundle): Record<string, string> {
  const found = Object.entries(bundle).flatMap(([file, chunk]) => {
    const [, code] = (chunk.type === 'chunk' && chunk.facadeModuleId?.match(/\/i18n\/([\w-]+)\.ts$/)) || [];
    return code && !file.includes(PSEUDO) ? [[code, file] as const] : [];
  });
  return Object.fromEntries(found);
}
