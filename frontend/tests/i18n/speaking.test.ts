import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type I18n = typeof import('../../src/i18n');

/** The words as a phone finds them that chose `code` before it was started. */
async function speaking(code: string): Promise<I18n> {
  localStorage.setItem('language', code);
  vi.resetModules();
  const i18n = await import('../../src/i18n');
  await i18n.loadLanguage();
  return i18n;
}

beforeEach(() => vi.resetModules());
afterEach(() => localStorage.clear());

describe('a phone that speaks', () => {
  it('Spanish says the words, plurals, numbers and the catalogue in Spanish', async () => {
    const { t, language, isUnreviewed } = await speaking('es');
    const { wordingOf, englishOf } = await import('../../src/domain/catalogue');
    const { say, range } = await import('../../src/ui/words');
    expect(language.code).toBe('es');
    expect(t('log.save')).toBe('Guardar');
    expect(t('waiting.line', { n: 1 })).toBe('1 anotación espera para enviarse');
    expect(t('waiting.line', { n: 3 })).toBe('3 anotaciones esperan para enviarse');
    expect(wordingOf('fever')).toBe('Fiebre, o tengo calor y escalofríos');
    expect(englishOf('fever')).toBe('A high temperature, or I feel hot and shivery');
    expect(say('problem')).toBe('Hay un problema');
    expect(range(1.5, 3)).toBe('1,5 a 3,0');
    expect(isUnreviewed).toBe(true);
    expect(document.documentElement.lang).toBe('es');
  });

  it('Chinese writes days in Chinese', async () => {
    const { t } = await speaking('zh-Hans');
    const { dateOf } = await import('../../src/lib/dates');
    expect(t('tab.diary')).toBe('日记');
    expect(dateOf('2026-03-05T12:00:00Z')).toBe('3月5日');
    expect(dateOf('2026-03-05T12:00:00Z', 'en-GB')).toBe('5 March');
  });

  it('English has nothing beside it', async () => {
    const { isUnreviewed, t, inEnglish } = await speaking('en');
    expect(isUnreviewed).toBe(false);
    expect(t('help.crisis', { line: '988' })).toBe(inEnglish('help.crisis', { line: '988' }));
    expect(document.documentElement.dir).toBe('ltr');
  });

  it('the long language is longer, and keeps its places and plurals', async () => {
    const { t, inEnglish } = await speaking('en-XA');
    expect(t('log.question').length).toBeGreaterThan(inEnglish('log.question').length * 1.3);
    expect(t('help.callEmergency', { number: '112' })).toContain('112');
    expect(t('waiting.line', { n: 1 })).not.toBe(t('waiting.line', { n: 2 }));
    expect(t('waiting.line', { n: 2 })).not.toContain('other');
  });

  it('the mirrored language is drawn from the right, its catalogue too', async () => {
    const { t } = await speaking('ar-XB');
    const { wordingOf } = await import('../../src/domain/catalogue');
    expect(document.documentElement.dir).toBe('rtl');
    expect(t('log.save')).toBe('\u202eSave\u202c');
    expect(wordingOf('stiff')).toBe('\u202eStiff\u202c');
  });

  it('a language whose file is not there says it in English', async () => {
    localStorage.setItem('language', 'es');
    vi.doMock('../../src/i18n/es', () => {
      throw new TypeError('Failed to fetch dynamically imported module');
    });
    const { t, loadLanguage, language } = await import('../../src/i18n');
    await loadLanguage();
    vi.doUnmock('../../src/i18n/es');
    expect(t('log.save')).toBe('Save');
    expect(language.code).toBe('en');
  });
});
