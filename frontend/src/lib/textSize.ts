// How large the words are on this phone. Read before the first drawing, so that nothing jumps.
export const TEXT_SIZES = ['', 'large', 'largest'] as const;
export type TextSize = (typeof TEXT_SIZES)[number];
const KEY = 'text';

export function textSize(): TextSize {
  try {
    return TEXT_SIZES.find((size) => size === localStorage.getItem(KEY)) ?? '';
  } catch {
    return ''; // Storage is blocked.
  }
}

export function setTextSize(size: TextSize): void {
  document.documentElement.dataset.text = size;
  try {
    if (size === '') localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, size);
  } catch {
    // It holds until the app is closed.
  }
}
