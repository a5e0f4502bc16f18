// Runs Biome from its package for this machine. Its umbrella package also lists every other platform's, and a registry that
// lacks one of them makes a lock file that `npm ci` refuses.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');
const program = path.join(root, 'node_modules', '@biomejs', `cli-${process.platform}-${process.arch}`, 'biome');
const done = spawnSync(program, process.argv.slice(2), { cwd: root, stdio: 'inherit' });
if (done.error) process.stderr.write(`Biome does not run here: ${done.error.message}. Is npm ci done?\n`);
process.exit(done.status ?? 1);
