import { describe, expect, it } from 'vitest';
import { cardAt } from '../../src/domain/selfCare';

// The same cases as tests/diary/clinical/test_self_care.py asks of the server.
const ticks = (...codes: string[]) => codes.map((code) => ({ code, new: true }));

describe('the card of the moment', () => {
  it.each([
    [-0.1, null],
    [0, 'day_0'],
    [23.9, 'day_0'],
    [24, 'day_1'],
    [47.9, 'day_1'],
    [48, 'later'],
    [335.9, 'later'],
    [336, null],
  ])('%d hours after the treatment is %s', (hours, code) => {
    expect(cardAt(hours, [])?.code ?? null).toBe(code);
  });

  it('says a day later that normal activity is fine, and not before', () => {
    expect(cardAt(23, [])?.texts).not.toContain('normal');
    expect(cardAt(24, [])?.texts[0]).toBe('normal');
  });

  it('is not shown beside an emergency', () => {
    expect(cardAt(5, ticks('short-of-breath'))).toBeNull();
  });

  it('keeps only what the sign itself asks for beside "get help today"', () => {
    expect(cardAt(5, ticks('joint-hot-swollen'))?.texts).toEqual(['cold']);
  });

  it('warms nothing that is hot, numb or broken, known before or ticked', () => {
    for (const card of [cardAt(60, ticks('bruise-large')), cardAt(60, [], ['bruise-large'])]) {
      for (const text of ['warmth', 'choose', 'calm']) expect(card?.texts).not.toContain(text);
      expect(card?.texts).toContain('breathe');
    }
  });

  it('offers a patch only where the practitioner chose one', () => {
    expect(cardAt(5, [])?.texts).not.toContain('patch');
    expect(cardAt(5, [], [], true)?.texts).toContain('patch');
  });

  it('names each text once', () => {
    const texts = cardAt(5, ticks('tired', 'muscle-spasm'))?.texts ?? [];
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts[0]).toBe('drive');
  });
});
