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

/** Scripts and styles that the patient's entry reaches, now or later; the clinic's own are left out. */
function patientFiles(bundle: Rolldown.OutputBundle): string[] {
  const found = new Set<string>();
  const visit = (name: string) => {
    const chunk = bundle[name];
    if (chunk?.type !== 'chunk' || found.has(name)) return;
    found.add(name);
    for (const style of stylesOf(chunk)) found.add(style);
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) visit(next);
  };
  for (const [name, chunk] of Object.entries(bundle)) {
    if (chunk.type === 'chunk' && chunk.isEntry && chunk.name === 'patient') visit(name);
  }
  return [...found].sort();
}

function stylesOf(chunk: Rolldown.OutputChunk): Iterable<string> {
  const known: { viteMetadata?: { importedCss: Set<string> } } = chunk;
  return known.viteMetadata?.importedCss ?? [];
}
