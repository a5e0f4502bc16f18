import { describe, expect, it } from 'vitest';
import { type AdviceFacts, adviceFor, levelOf } from '../../src/domain/advice';
import { CATALOGUE, type Level, numbersOf } from '../../src/domain/catalogue';

const ticked = (...codes: string[]) => codes.map((code) => ({ code, new: true }));
const ofLevel = (level: Level) => CATALOGUE.symptoms.filter((symptom) => symptom.level === level && !symptom.welcome);
const LONDON: AdviceFacts = { country: 'GB' };
const TREATED: AdviceFacts = {
  ...LONDON,
  clinicPhone: '+44 1632 960 001',
  treatment: {
    modality: 'dry-needling',
    regions: ['low-back'],
    date: 'Monday 2 March',
    dateTime: 'Monday 2 March, 14:00',
  },
};

it('has all 69 symptoms on the phone', () => {
  expect(CATALOGUE.symptoms.length).toBe(69);
});

describe('every emergency symptom', () => {
  it.each(ofLevel('emergency').map((symptom) => symptom.code))(
    '%s: says to get help now, with a number to call',
    (code) => {
      const [first] = adviceFor(ticked(code), LONDON);
      expect(first?.title).toBe('Get help now.');
      expect(first?.lines).toContain('Call 999 or go to A&E now.');
      expect(first?.actions).toContain('call_emergency');
    },
  );
});

describe('every urgent symptom', () => {
  it.each(ofLevel('urgent').map((symptom) => symptom.code))('%s: says to get medical help today', (code) => {
    const [first] = adviceFor(ticked(code), LONDON);
    expect(first?.title).toBe('Get medical help today.');
    expect(first?.actions).toContain('call_urgent_line');
  });
});

it.each(['emergency', 'urgent', 'practitioner', 'expected'] as const)(
  '%s: never says that somebody was told',
  (level) => {
    for (const symptom of ofLevel(level)) {
      const words = adviceFor(ticked(symptom.code), TREATED).flatMap((block) => [block.title, ...block.lines]);
      expect(words.filter((line) => /have told|get back to you|\{/.test(line))).toEqual([]);
    }
  },
);

it("puts a symptom's own line first", () => {
  expect(adviceFor(ticked('bladder-cannot-pee'), LONDON)[0]?.lines[0]).toMatch(/squashed/);
});

it('says what to tell the doctor once the treatment is known', () => {
  const line = 'Say: "I had dry needling on low back on Monday 2 March, 14:00."';
  expect(adviceFor(ticked('short-of-breath'), TREATED)[0]?.lines).toContain(line);
  expect(adviceFor(ticked('short-of-breath'), LONDON)[0]?.lines.join()).not.toContain('Say:');
});

it('shows the worst block first and gathers one level into one block', () => {
  const levels = adviceFor(ticked('sore-at-site', 'fever', 'short-of-breath', 'bladder-leak'), LONDON).map(
    (block) => block.level,
  );
  expect(levels[0]).toBe('emergency');
  expect(new Set(levels).size).toBe(levels.length);
});

it('leaves reassurance out beside something serious', () => {
  expect(adviceFor(ticked('sore-at-site', 'short-of-breath'), LONDON).map((block) => block.level)).toEqual([
    'emergency',
  ]);
});

it('says how long something common lasts', () => {
  const lines = adviceFor(ticked('sore-at-site'), LONDON)[0]?.lines.join(' ');
  expect(lines).toMatch(/this should ease within \d+ days?\./);
});

it('has nothing to say about good news, or about nothing', () => {
  expect(adviceFor(ticked('relaxed'), LONDON)).toEqual([]);
  expect(adviceFor([], LONDON)).toEqual([]);
});

it('leaves out what a newer catalogue would know', () => {
  expect(adviceFor(ticked('of-a-newer-catalogue'), LONDON)).toEqual([]);
  expect(levelOf(ticked('of-a-newer-catalogue'))).toBe('expected');
});

it.each([
  ['GB', '999'],
  ['us', '911'],
  ['FR', '112'],
  [undefined, '112'],
])('in %s the number is %s', (country, number) => {
  expect(numbersOf(country).emergency_number).toBe(number);
});
