import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Dialog } from '../../ui';
import { useFocusAfter } from '../hooks';
import { type Command, commandOf, keysAreOn, switchKeys } from '../keys';
import { go } from '../navigation';
import { isTrusted } from '../pulse';
import { hrefs } from '../routes';
import type { Alert } from '../shapes';
import { words } from '../words';
import { canAcknowledge } from '../worklist';
import { OFF_BECAUSE } from './answering';
import { WorkRow } from './WorkRow';

interface WorkRowsProps {
  alerts: Alert[];
  acknowledge: (id: string) => void;
}

/** The rows, with keys to walk through them. A row is chosen by focus, so that a screen reader follows. */
export function WorkRows({ alerts, acknowledge }: WorkRowsProps) {
  const list = useRef<HTMLOListElement>(null);
  const asked = useRef<string | null>(null);
  const [helps, setHelps] = useState(false);
  const acknowledgeRow = (id: string) => {
    asked.current = id;
    acknowledge(id);
  };
  useFocusAfter(
    alerts.map(({ id, state }) => id + state).join(),
    () => links()[alerts.findIndex(({ id }) => id === asked.current)],
  );
  const links = () => [...(list.current?.querySelectorAll<HTMLAnchorElement>('a.work-patient') ?? [])];

  const obey = (command: Command) => {
    if (command === 'help') return setHelps(true);
    const all = links();
    const chosen = all.findIndex((link) => link.closest('li')?.contains(document.activeElement));
    if (command === 'next') return all[Math.min(chosen + 1, all.length - 1)]?.focus();
    if (command === 'previous') return all[Math.max(chosen - 1, 0)]?.focus();
    const alert = alerts[chosen];
    if (!alert) return;
    if (command === 'resolve') return go(hrefs.resolve(alert.id));
    if (isTrusted.value && canAcknowledge(alert)) acknowledgeRow(alert.id);
  };
  const latest = useRef(obey);
  latest.current = obey;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (command === null) return;
      event.preventDefault();
      latest.current(command);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  return (
    <>
      {!isTrusted.value && (
        <p class="hint" id={OFF_BECAUSE}>
          {words.pulse.offBecause}
        </p>
      )}
      <ol class="work-rows plain-list" ref={list} aria-label={words.worklist.list}>
        {alerts.map((alert) => (
          <WorkRow key={alert.id} alert={alert} acknowledge={() => acknowledgeRow(alert.id)} />
        ))}
      </ol>
      <KeysHelp />
      <Dialog open={helps} heading={words.keysTitle} onClose={() => setHelps(false)}>
        {words.worklist.keysText.split(' · ').map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Dialog>
    </>
  );
}

function KeysHelp() {
  return (
    <div class="row keys-help">
      <Button kind="quiet" onClick={switchKeys}>
        {keysAreOn.value ? words.worklist.keysOn : words.worklist.keysOff}
      </Button>
      <p class="hint">{words.worklist.keysText}</p>
    </div>
  );
}
