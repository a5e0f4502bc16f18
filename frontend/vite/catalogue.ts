import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

const NAME = 'virtual:catalogue';
const FILE = path.join(import.meta.dirname, '..', 'api', 'catalogue.json');
/** What only clinicians and exports read stays on the server: it is half of the bytes. */
const LEFT_OUT = new Set(['snomed', 'sources', 'why', 'combinations', 'sides', 'ask_if_new']);

/** `virtual:catalogue`: the server's catalogue without what the phone never shows. */
export function catalogue(): Plugin {
  return {
    name: 'ebb-catalogue',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load(id) {
      if (id !== `\0${NAME}`) return undefined;
      this.addWatchFile(FILE);
      const full: unknown = JSON.parse(readFileSync(FILE, 'utf8'));
      return `export default ${JSON.stringify(full, (key, value) => (isShown(key, value) ? value : undefined))}`;
    },
  };
}

/** Empty values say nothing: absent means the same to the phone. */
function isShown(key: string, value: unknown): boolean {
  const isEmpty = value === '' || value === false || (Array.isArray(value) && value.length === 0);
  return !LEFT_OUT.has(key) && !isEmpty;
}
