// How large the words are on this phone, and whether their letters are the clearer ones. Read before the first drawing, so that
// nothing jumps.
export const TEXT_SIZES = ['', 'large', 'largest'] as const;
export type TextSize = (typeof TEXT_SIZES)[number];
const KEY = 'text';
const LETTERS = 'letters';
const CLEAR = 'clear';

export const textSize = (): TextSize => TEXT_SIZES.find((size) => size === kept(KEY)) ?? '';
export const hasClearLetters = (): boolean => kept(LETTERS) === CLEAR;

export function setTextSize(size: TextSize): void {
  document.documentElement.dataset.text = size;
  keep(KEY, size);
}

export function setClearLetters(isClear: boolean): void {
  const letters = isClear ? CLEAR : '';
  document.documentElement.dataset.letters = letters;
  keep(LETTERS, letters);
}

export function kept(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // Storage is blocked.
  }
}

export function keep(name: string, value: string): void {
  try {
    if (value === '') localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    // It holds until the app is closed.
  }
}
