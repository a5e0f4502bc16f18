import { describe, expect, it } from 'vitest';
import first from '../../src/i18n/en.json';
import later from '../../src/i18n/en.later.json';
import { isBuilt } from '../../vite/builtKeys';
import { inLines, numbersOf, withNumbers } from '../../vite/shortKeys';

const numbers = numbersOf([first, later]);
const number = (key: string) => numbers.get(key);

describe('words in the build', () => {
  it('have a number each, but for those whose key is put together', () => {
    const keys = Object.keys({ ...first, ...later });
    expect([...numbers.keys()]).toEqual(keys.filter((key) => !isBuilt(key)));
    expect(new Set(numbers.values()).size).toBe(numbers.size);
  });

  it('are asked for by number', () => {
    expect(withNumbers(`t('log.save')`, numbers)).toBe(`t(${number('log.save')})`);
    expect(withNumbers('<Both of="log.save" />', numbers)).toBe(`<Both of="${number('log.save')}" />`);
    expect(withNumbers('t(`place.$' + '{region}` as const)', numbers)).toBe('t(`place.$' + '{region}` as const)');
    expect(withNumbers(`import 'log.css'; t('place.knee')`, numbers)).toBe(`import 'log.css'; t('place.knee')`);
  });

  it.each([
    ['first', first],
    ['later', later],
  ])('stand on the line of their number: %s', (_, words) => {
    const { '': lines, ...named } = inLines(words, numbers);
    const [start, ...texts] = (lines ?? '').split('\n');
    const read = new Map(texts.map((text, line) => [Number(start) + line, text]));
    for (const [key, text] of Object.entries(words)) {
      expect(numbers.has(key) ? read.get(number(key) ?? -1) : named[key]).toBe(text);
    }
  });

  it('that another language lacks leave their line empty', () => {
    const { '': lines } = inLines({ 'app.name': 'Ebb', 'app.somethingWrong': 'Algo va mal' }, numbers);
    expect(lines).toBe('0\nEbb\n\nAlgo va mal');
  });
});
