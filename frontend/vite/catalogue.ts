import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Plugin } from 'vite';

const NAME = 'virtual:catalogue';
const COMBINATIONS = 'virtual:combinations';
const SELF_CARE = 'virtual:self-care';
const LANGUAGE = 'virtual:language/';
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
  // A file for each: see `forLanguage`.
  'languages',
  // A module of its own: see `forSelfCare`.
  'self_care_table',
]);
/** Advice that only the server gives, because time brings it. */
const SERVER_ADVICE = new Set(['ADV-48', 'ADV-5D']);

interface Full {
  symptoms: { code: string; ask_if_new: boolean; raised_by: string[] }[];
  extra_check_boxes: { code: string }[];
  advice: { code: string }[];
  combinations: object[];
  self_care_table: object;
  languages: Record<string, { texts: Record<string, string>; reviewed: boolean }>;
}

/**
 * `virtual:catalogue`: the server's catalogue without what the phone never shows. `virtual:combinations`: what judging needs
 * besides, `virtual:self-care` what the card of the moment needs; both apart from it because the first screen does not.
 * `virtual:language/es`: the translations of one language.
 */
export function catalogue(): Plugin {
  const modules = new Map([
    [`\0${NAME}`, forAdvice],
    [`\0${COMBINATIONS}`, forJudging],
    [`\0${SELF_CARE}`, forSelfCare],
  ]);
  return {
    name: 'ebb-catalogue',
    resolveId: (id) => (modules.has(`\0${id}`) || id.startsWith(LANGUAGE) ? `\0${id}` : undefined),
    load(id) {
      if (id.startsWith(`\0${LANGUAGE}`)) return forLanguage(id.slice(LANGUAGE.length + 1));
      const pick = modules.get(id);
      if (!pick) return undefined;
      this.addWatchFile(FILE);
      const full = JSON.parse(readFileSync(FILE, 'utf8')) as Full;
      const isFirst = id === `\0${NAME}`;
      const shown = isFirst ? isShown : isKept;
      const json = JSON.stringify(pick(full), (key, value) => (shown(key, value) ? value : undefined));
      return isFirst ? `export default ${json}` : withPlaces(json, full);
    },
  };
}

/** The codes of symptoms as their places in the first module, which holds them already. */
function withPlaces(json: string, { symptoms, extra_check_boxes }: Full): string {
  const places = new Map([...symptoms, ...extra_check_boxes].map(({ code }, place) => [code, place]));
  const body = json.replace(/"([a-z-]+)"(:?)/g, (all, code: string, colon: string) => {
    const place = places.get(code);
    if (place === undefined) return all;
    return colon ? `[k[${place}]]:` : `k[${place}]`;
  });
  return `import c from '${NAME}';
const k = [...c.symptoms, ...c.extra_check_boxes].map((each) => each.code);
export default ${body}`;
}

const forAdvice = (full: Full): object => ({
  ...full,
  advice: full.advice.filter(({ code }) => !SERVER_ADVICE.has(code)),
});

function forLanguage(code: string): string {
  const { languages } = JSON.parse(readFileSync(FILE, 'utf8')) as Full;
  const { texts, reviewed } = languages[code] ?? { texts: {}, reviewed: false };
  return `export default ${JSON.stringify({ texts, reviewed })}`;
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
