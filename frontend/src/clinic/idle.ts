// A workspace that nobody touches covers itself. The server locks the sign-in by the same measure: diary/api/idle.py.
import { signal } from '@preact/signals';

const TOUCHES = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'scroll'];
const TELL_EVERY_MS = 60_000;

export const isLocked = signal(false);
let longest = Number.POSITIVE_INFINITY;
let touched = Date.now();
let told = touched;
let waiting: (() => void)[] = [];

/** Cover the workspace so many seconds after the last touch; null: never. */
export function lockAfter(seconds: number | null | undefined): void {
  longest = seconds ? seconds * 1000 : Number.POSITIVE_INFINITY;
}

/** Whether it is time to cover it, or it is covered already. */
export function isIdle(): boolean {
  if (Date.now() - touched >= longest) isLocked.value = true;
  return isLocked.value;
}

// The first touch of a machine that slept all night is too late.
const touch = () => {
  if (!isIdle()) touched = Date.now();
};
for (const name of TOUCHES) addEventListener(name, touch, true);

/** For each request: the server must not take our asking by ourselves for somebody's work. */
export function idleSeconds(): string {
  told = Date.now();
  return String(Math.floor((told - touched) / 1000));
}

/** Whether somebody works here of whom the server has not heard for a while, as who types a long letter. */
export const isUntold = (): boolean => touched > told && Date.now() - told > TELL_EVERY_MS;

/** Resolves when somebody has shown who they are. */
export const unlocked = (): Promise<void> => new Promise((done) => waiting.push(done));

export function unlock(): void {
  touched = Date.now();
  isLocked.value = false;
  for (const go of waiting) go();
  waiting = [];
}
