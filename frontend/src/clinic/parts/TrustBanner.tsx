import { Card } from '../../ui';
import { clockOf, spanOf } from '../format';
import { type Pulse, pulse, type Trust, trust } from '../pulse';
import { words } from '../words';

/** The loud notice when this screen cannot be trusted. */
export function TrustBanner() {
  const said = sentenceFor(trust.value, pulse.value);
  return (
    <div class="banner" role="alert">
      {said && (
        <Card kind={trust.value === 'offline' ? 'urgent' : 'warn'} heading={said.title}>
          <p>{said.text}</p>
          <p>{words.pulse.stillCall}</p>
        </Card>
      )}
    </div>
  );
}

function sentenceFor(state: Trust, { heardAt, sweepAge }: Pulse): { title: string; text: string } | null {
  const { pulse: say } = words;
  const heard = heardAt === null ? null : clockOf(new Date(heardAt));
  if (state === 'offline')
    return { title: say.offlineTitle, text: heard === null ? say.offlineFromStart : say.offline(heard) };
  if (state === 'old') return { title: say.oldTitle, text: say.old(heard ?? '') };
  if (state !== 'sweep-late') return null;
  return { title: say.sweepTitle, text: sweepAge === null ? say.sweepNever : say.sweep60(spanOf(sweepAge * 1000)) };
}
