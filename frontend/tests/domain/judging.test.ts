import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { type Sign, type Story, signsOf, type Tick } from '../../src/domain/judging';

const ROOT = path.join(import.meta.dirname, '..', '..', '..');
const CASES = path.join(ROOT, 'tests/diary/clinical/cases/red_flags.json');
const STORIES = 10_000;
const HOUR = 3_600_000;
const START = Date.parse('2026-03-02T17:00:00Z');
const NEAR_LUNG = ['chest', 'upper-back', 'shoulder', 'neck'];
const OVER_LUNG = ['BL13', 'GB21'];

/** A story as the server's tests tell it: hours from an arbitrary Monday. */
interface Telling {
  treatments?: { hours: number; modality: string; regions: string[]; points?: string[] }[];
  flags?: string[];
  age?: number | null;
  baseline?: number | null;
  lasting?: [number, number | null][];
  entries: { hours: number; late?: number; nrs?: number | null; regions?: string[]; ticks?: (string | Tick)[] }[];
}
type Answer = Record<string, [string, number[]]>;

const at = (hours: number) => START + hours * HOUR;

function storyOf(told: Telling): Story {
  return {
    entries: told.entries.map(({ hours, late = 0, nrs = null, regions = [], ticks = [] }) => ({
      recordedAt: at(hours),
      receivedAt: at(hours + late),
      score: nrs,
      regions: regions.map((region) => region.replace(/:.*/, '')),
      bothSides: regions.filter((region) => region.endsWith(':both')).map((region) => region.replace(/:.*/, '')),
      ticks: ticks.map((tick) => (typeof tick === 'string' ? { code: tick } : tick)),
    })),
    treatments: (told.treatments ?? []).map(({ hours, modality, regions, points = [] }) => {
      const isNeedling = modality === 'acupuncture' || modality === 'dry-needling';
      const isOverLung = points.some((point) => OVER_LUNG.includes(point));
      const isNear = isOverLung || (isNeedling && regions.some((region) => NEAR_LUNG.includes(region)));
      return { endedAt: at(hours), regions, needled: isNeedling || isNear, chestWallNeedled: isNear };
    }),
    flags: told.flags ?? [],
    age: told.age ?? null,
    baseline: told.baseline ?? null,
    lasting: (told.lasting ?? []).map(([since, until]) => [at(since), until === null ? null : at(until)]),
  };
}

const answerOf = (signs: Sign[]): Answer =>
  Object.fromEntries(signs.map((sign) => [sign.code, [sign.level, sign.entries]]));

const cases: { name: string; about: string; story: Telling; expect: Answer }[] = JSON.parse(
  readFileSync(CASES, 'utf8'),
);

it.each(cases)('$about: $name', ({ story, expect: wanted }) => {
  expect(answerOf(signsOf(storyOf(story)))).toEqual(wanted);
});

function serversAnswers(): [Telling, Answer][] {
  const own = path.join(ROOT, '.venv/bin/python');
  const python = process.env.EBB_PYTHON ?? (existsSync(own) ? own : 'python3');
  const args = ['-m', 'tests.diary.clinical.stories', String(STORIES)];
  return JSON.parse(execFileSync(python, args, { cwd: ROOT, maxBuffer: 1 << 28, encoding: 'utf8' }));
}

it(`answers as the server does on ${STORIES} made-up stories`, { timeout: 120_000 }, () => {
  const told = serversAnswers();
  const differing = told.flatMap(([story, wanted], number) => {
    const answer = answerOf(signsOf(storyOf(story)));
    const isSame = sorted(answer) === sorted(wanted);
    return isSame ? [] : [{ number, story: JSON.stringify(story), answer, wanted }];
  });
  expect(told.length).toBe(STORIES);
  expect(differing.slice(0, 3)).toEqual([]);
});

const sorted = (answer: Answer): string => JSON.stringify(Object.entries(answer).sort());
