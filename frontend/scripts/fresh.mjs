// Proves that what is committed is what the source gives: the types of the API, and every file of dist/, byte for byte.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const scratch = mkdtempSync(path.join(tmpdir(), 'ebb-fresh-'));

function run(program, words, env = {}) {
  const script = path.join(root, 'node_modules', program);
  const done = spawnSync(process.execPath, [script, ...words], {
    cwd: root,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`${program} failed\n${done.stdout}${done.stderr}`);
}

function files(folder) {
  const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return found.map((each) => path.relative(folder, path.join(each.parentPath, each.name))).sort();
}

function differences(committed, made) {
  const names = new Set([...files(committed), ...files(made)]);
  return [...names].filter((name) => {
    try {
      return !readFileSync(path.join(committed, name)).equals(readFileSync(path.join(made, name)));
    } catch {
      return true; // there is no such file on one of the two sides
    }
  });
}

let stale = [];
try {
  run('openapi-typescript/bin/cli.js', ['api/schema.json', '-o', path.join(scratch, 'types.ts')]);
  if (readFileSync(path.join(root, 'api/types.ts'), 'utf8') !== readFileSync(path.join(scratch, 'types.ts'), 'utf8')) {
    stale.push('api/types.ts (make it with: npm run types)');
  }
  const dist = path.join(scratch, 'dist');
  run('vite/bin/vite.js', ['build', '--logLevel', 'error'], { EBB_DIST: dist });
  stale = [
    ...stale,
    ...differences(path.join(root, 'dist'), dist).map((name) => `dist/${name} (make it with: npm run build)`),
  ];
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (stale.length > 0) {
  process.stderr.write(`Not what the source gives:\n  ${stale.join('\n  ')}\n`);
  process.exit(1);
}
process.stdout.write('types and dist are what the source gives\n');
