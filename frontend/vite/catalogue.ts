import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

const NAME = 'virtual:catalogue';
const COMBINATIONS = 'virtual:combinations';
const SELF_CARE = 'virtual:self-care';
const FILE = path.join(import.meta.dirname, '..', 'api', 'catalogue.json');
/** What only clinicians and exports read stays on the server: it is half of the bytes. */
const LEFT_OUT = new Set([
  'snomed',
  'sources',
  'why',
  'when',
  'says',
  'combinations',
  'sides',
  'ask_if_new',
  'raised_by',
  // A module of its own: see `forSelfCare`.
  'self_care_table',
]);

interface Full {
  symptoms: { code: string; ask_if_new: boolean; raised_by: string[] }[];
  combinations: object[];
  self_care_table: object;
}

/**
 * `virtual:catalogue`: the server's catalogue without what the phone never shows. `virtual:combinations`: what judging needs
 * besides, `virtual:self-care` what the card of the moment needs; both apart from it because the first screen does not.
 */
export function catalogue(): Plugin {
  const modules = new Map([
    [`\0${NAME}`, (full: Full) => full],
    [`\0${COMBINATIONS}`, forJudging],
    [`\0${SELF_CARE}`, forSelfCare],
  ]);
  return {
    name: 'ebb-catalogue',
    resolveId: (id) => (modules.has(`\0${id}`) ? `\0${id}` : undefined),
    load(id) {
      const pick = modules.get(id);
      if (!pick) return undefined;
      this.addWatchFile(FILE);
      const full = JSON.parse(readFileSync(FILE, 'utf8')) as Full;
      const shown = id === `\0${NAME}` ? isShown : isKept;
      return `export default ${JSON.stringify(pick(full), (key, value) => (shown(key, value) ? value : undefined))}`;
    },
  };
}

function forJudging({ symptoms, combinations }: Full): object {
  const raised = symptoms.filter((symptom) => symptom.raised_by.length > 0);
  return {
    rules: combinations,
    only_new: symptoms.filter((symptom) => symptom.ask_if_new).map((symptom) => symptom.code),
    raised: Object.fromEntries(raised.map((symptom) => [symptom.code, symptom.raised_by])),
  };
}

function forSelfCare({ symptoms, self_care_table }: Full): object {
  return {
    table: self_care_table,
    only_new: symptoms.filter((symptom) => symptom.ask_if_new).map((symptom) => symptom.code),
  };
}

/** Empty values say nothing: absent means the same to the phone. */
function isShown(key: string, value: unknown): boolean {
  const isEmpty = value === '' || value === false || (Array.isArray(value) && value.length === 0);
  return isKept(key, value) && !isEmpty;
}

const isKept = (key: string, _value: unknown): boolean => !LEFT_OUT.has(key);
