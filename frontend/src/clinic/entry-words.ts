// Parts of an entry in words, for every screen that says them.
import type { Entry } from './shapes';

export function medicinesOf({ medicines }: Entry): string {
  return (medicines ?? []).map(({ name, amount }) => [name, amount].filter(Boolean).join(' ')).join(', ');
}
