// Single-letter keys of the worklist, and the switch that turns them off: speech input types letters too.
import { signal } from '@preact/signals';

const STORED_AS = 'ebb-clinic-keys';

export const keysAreOn = signal(localStorage.getItem(STORED_AS) !== 'off');

export function switchKeys(): void {
  keysAreOn.value = !keysAreOn.value;
  localStorage.setItem(STORED_AS, keysAreOn.value ? 'on' : 'off');
}

export type Command = 'next' | 'previous' | 'acknowledge' | 'resolve' | 'help';

const COMMANDS: Readonly<Record<string, Command>> = {
  j: 'next',
  k: 'previous',
  a: 'acknowledge',
  e: 'resolve',
  '?': 'help',
};

/** What a key asks for; null while somebody types, holds a modifier, or has the keys off. */
export function commandOf(event: KeyboardEvent): Command | null {
  const isTyping = event.target instanceof HTMLElement && event.target.matches('input, select, textarea, dialog *');
  if (!keysAreOn.value || isTyping || event.ctrlKey || event.metaKey || event.altKey) return null;
  return COMMANDS[event.key.toLowerCase()] ?? null;
}
