import { agoInWords, clockOf } from '../format';
import { pulse } from '../pulse';
import { words } from '../words';

const SECOND = 1000;

/** "Updated 14:03 · last sweep 8 s ago", on every screen. */
export function PulseLine() {
  const { heardAt, sweepAge, reachable } = pulse.value;
  if (heardAt === null) return <p class="hint">{words.pulse.waiting}</p>;
  const updated = words.pulse.updated(clockOf(new Date(heardAt)));
  // How long ago somebody swept is not known any more.
  if (!reachable) return <p class="hint">{updated}</p>;
  const sweep = sweepAge === null ? words.pulse.neverSwept : words.pulse.sweep(agoInWords(sweepAge * SECOND));
  return <p class="hint">{`${updated} · ${sweep}`}</p>;
}
