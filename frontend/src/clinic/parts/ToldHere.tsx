import { useEffect, useState } from 'preact/hooks';
import type { Subscribed } from '../../lib/push';
import { Button, Card } from '../../ui';
import { me } from '../staff';
import { isToldHere, tellMeHere, tellMeHereNoMore } from '../told-here';
import { words } from '../words';

const say = words.told;

type State = 'unknown' | 'off' | 'asking' | Subscribed;

const SENTENCES: Record<Exclude<State, 'unknown'>, string> = {
  off: say.hereAsk,
  asking: say.hereAsk,
  on: say.hereOn,
  denied: say.hereDenied,
  unsupported: say.hereUnsupported,
  unreachable: say.hereUnreachable,
};

/** Messages on this device. We say what the browser is going to ask before it asks: its "no" is for good. */
export function ToldHere({ onChange }: { onChange: () => void }) {
  const [state, setState] = useState<State>('unknown');
  const user = me.value?.id ?? '';
  useEffect(() => {
    void isToldHere(user).then((isOn) => setState(isOn ? 'on' : 'off'));
  }, [user]);
  const turnOn = async () => {
    setState('asking');
    setState(await tellMeHere(user));
    onChange();
  };
  const turnOff = async () => {
    setState((await tellMeHereNoMore()) ? 'off' : 'unreachable');
    onChange();
  };
  if (state === 'unknown') return null;
  const canAsk = state === 'off' || state === 'asking' || state === 'unreachable';
  return (
    <Card kind="plain" heading={say.here}>
      <p role="status">{SENTENCES[state]}</p>
      <div>
        {state === 'on' && (
          <Button kind="quiet" onClick={() => void turnOff()}>
            {say.turnOff}
          </Button>
        )}
        {canAsk && (
          <Button off={state === 'asking'} onClick={() => void turnOn()}>
            {say.turnOn}
          </Button>
        )}
      </div>
    </Card>
  );
}
