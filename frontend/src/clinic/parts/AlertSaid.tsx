import { Card } from '../../ui';
import { api, Problem } from '../api';
import { useLoaded } from '../hooks';
import type { Alert, Entry } from '../shapes';
import { words } from '../words';
import { EntryView } from './EntryView';
import { Loaded } from './Loaded';

/** The entries that raised it, newest first. */
export function AlertSaid({ alert }: { alert: Alert }) {
  const loading = useLoaded(alert.readings.join(), () => entriesOf(alert.readings));
  return (
    <Card kind="plain" heading={words.alert.said}>
      <Loaded of={loading}>
        {({ entries, away }) => (
          <>
            {alert.readings.length === 0 && <p>{words.alert.noEntries}</p>}
            {entries.map((entry) => (
              <EntryView key={entry.id} entry={entry} />
            ))}
            {away > 0 && <p class="hint">{words.alert.entryAway}</p>}
          </>
        )}
      </Loaded>
    </Card>
  );
}

/** An entry that was deleted since is no reason to hide the others. */
async function entriesOf(ids: readonly string[]): Promise<{ entries: Entry[]; away: number }> {
  const found = await Promise.all(ids.map((id) => api.entry(id).catch(absentWhenGone)));
  const entries = found.filter((entry) => entry !== null);
  entries.sort((one, other) => other.recorded_at.localeCompare(one.recorded_at));
  return { entries, away: found.length - entries.length };
}

function absentWhenGone(error: unknown): null {
  if (error instanceof Problem && error.status === 404) return null;
  throw error;
}
