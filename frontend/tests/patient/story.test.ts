import { expect, it } from 'vitest';
import { adviceFor } from '../../src/domain/advice';
import type { Judging, Session } from '../../src/domain/answers';
import { type Body, type Entry, emptyBody } from '../../src/domain/entry';
import { foundIn } from '../../src/patient/story';

const NOW = Date.parse('2026-03-04T18:00:00Z');
const ago = (hours: number) => new Date(NOW - hours * 3_600_000).toISOString();
const NOBODY: Judging = { flags: [], age: 40, baseline: null, lasting: [] };

const body = (hours: number, ...codes: string[]): Body => ({
  ...emptyBody(hours === 0 ? '' : ago(hours), 'Europe/London'),
  symptoms: codes.map((code) => ({ code, new: true })),
});
const kept = (id: string, saved: Body, isDeleted = false): Entry => ({
  id,
  patient: 'p',
  body: saved,
  isDeleted,
  savedAt: saved.recorded_at,
  heardAt: null,
  answer: null,
  trouble: null,
});
const treated = (hours: number, chest_wall_needled: boolean): Session => ({
  id: 's',
  number: 1,
  ended_at: ago(hours),
  modality: 'acupuncture',
  regions: ['upper-back'],
  needled: true,
  chest_wall_needled,
  recovery: 'watching',
});
const codes = (...of: Parameters<typeof foundIn>) => foundIn(...of).map((found) => found.code);

it('names the lung after needles near it, without a network', () => {
  const now = body(0, 'short-of-breath');
  const found = foundIn(now, undefined, [], [treated(8, true)], NOBODY, NOW);
  const [first] = adviceFor(now.symptoms, { country: 'GB' }, found);
  expect(first?.level).toBe('emergency');
  expect(first?.lines[0]).toMatch(/near your lungs/);
});

it('puts what is ticked now together with what this phone kept before', () => {
  const fever = kept('a', body(20, 'fever'));
  expect(codes(body(0, 'heart-racing'), undefined, [fever], [], NOBODY, NOW)).toContain('combo-sepsis');
  expect(codes(body(0, 'heart-racing'), undefined, [kept('a', body(20, 'fever'), true)], [], NOBODY, NOW)).toEqual([
    'heart-racing',
  ]);
});

it('does not count the saved version of the entry that is being corrected', () => {
  const saved = kept('a', body(1, 'fever', 'heart-racing'));
  expect(codes(body(1, 'heart-racing'), 'a', [saved], [], NOBODY, NOW)).toEqual(['heart-racing']);
});

it("uses the clinic's flags, and judges without them until they are known", () => {
  const bruise = body(0, 'bruise-large');
  expect(codes(bruise, undefined, [], [], { ...NOBODY, flags: ['bleeding-risk'] }, NOW)).toEqual([
    'combo-bleeding-risk',
  ]);
  expect(codes(bruise, undefined, [], [], undefined, NOW)).toEqual(['bruise-large']);
});

it('shows the symptoms of a combination at its level', () => {
  const now = body(0, 'rash-itch-at-site', 'sick-vomiting');
  const found = foundIn(now, undefined, [], [], NOBODY, NOW);
  expect(adviceFor(now.symptoms, { country: 'GB' }, found).map((block) => block.level)).toEqual(['emergency']);
});

it('sees both sides of a region marked left and right', () => {
  const now: Body = {
    ...body(0, 'limb-numb-new', 'limb-weak-new'),
    regions: [
      { code: 'wrist-hand', side: 'left', nrs: null },
      { code: 'wrist-hand', side: 'right', nrs: null },
    ],
  };
  expect(codes(now, undefined, [], [], NOBODY, NOW)).toEqual(['combo-cord-neck']);
});

it('knows that the pain lasts when the clinic said so', () => {
  const known: Judging = { ...NOBODY, lasting: [[ago(5), null]] };
  expect(codes(body(0, 'pain-spreading'), undefined, [], [treated(60, false)], known, NOW)).toEqual([
    'combo-spread-and-last',
  ]);
});
