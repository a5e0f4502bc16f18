import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { OUTCOMES } from '../../src/clinic/outcomes';
import { CONTRAINDICATIONS, MODALITIES, OTHER_FLAGS, POSITIONS, REGIONS } from '../../src/clinic/vocabulary';

const root = path.join(import.meta.dirname, '../../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const INTAKE = read('diary/clinical/intake.py');

/** The quoted words of one assignment: the keys of a dict, or all of a list. */
function words(source: string, name: string, pattern = /"([^"]+)"/g): string[] {
  const start = source.indexOf(`${name} = `);
  const end = source.slice(start).search(/[)}\]]\n/);
  return [...source.slice(start, start + end).matchAll(pattern)].map((match) => match[1] ?? '').sort();
}

describe('codes are those of the server', () => {
  it('contraindications', () => {
    expect(Object.keys(CONTRAINDICATIONS).sort()).toEqual(words(INTAKE, 'CONTRAINDICATIONS', /"([^"]+)":/g));
  });
  it('other flags', () => {
    expect(Object.keys(OTHER_FLAGS).sort()).toEqual(words(INTAKE, 'OTHER_FLAGS'));
  });
  it('modalities', () => {
    expect(Object.keys(MODALITIES).sort()).toEqual(words(INTAKE, 'MODALITIES'));
  });
  it('positions', () => {
    expect(Object.keys(POSITIONS).sort()).toEqual(words(INTAKE, 'POSITIONS'));
  });
  it('regions, and "other"', () => {
    const { regions } = JSON.parse(read('frontend/api/catalogue.json')) as { regions: string[] };
    expect(Object.keys(REGIONS).sort()).toEqual([...regions, 'other'].sort());
  });
  it('outcomes', () => {
    const source = read('alerts/lifecycle/outcomes.py');
    const body = source.slice(source.indexOf('class Outcome(StrEnum)'), source.indexOf('NEEDS_NOTE'));
    expect([...OUTCOMES].sort()).toEqual([...body.matchAll(/= "([^"]+)"/g)].map((match) => match[1] ?? '').sort());
  });
});
