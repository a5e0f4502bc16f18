import { Card } from '../../ui';
import { api } from '../api';
import { inputOf, instantOf, timeOf } from '../format';
import { useLoaded } from '../hooks';
import type { AdverseEvent, AdverseEvents, Session } from '../shapes';
import { words } from '../words';
import { Loaded } from './Loaded';
import { type MiniField, MiniForm } from './MiniForm';

const say = words.unwanted;
const KINDS = ['what', 'severity', 'cause', 'outcome'] as const;
type Kind = (typeof KINDS)[number];
type Version = Omit<AdverseEvent, 'former'>;

interface KnownProps {
  found: AdverseEvents;
  sessions: readonly Session[];
  changed: () => void;
}

/** What was unwanted after a treatment, in the words of a pick-list: writing it down, and putting it right. */
export function Unwanted({ patient, sessions }: { patient: string; sessions: readonly Session[] }) {
  const loading = useLoaded(patient, () => api.adverseEvents(patient));
  return (
    <Card kind="plain" heading={say.title}>
      <Loaded of={loading}>
        {(found) => (
          <>
            {found.results.length === 0 ? (
              <p>{say.none}</p>
            ) : (
              <Known found={found} sessions={sessions} changed={loading.reload} />
            )}
            <MiniForm
              id="adverse"
              summary={say.add}
              button={say.button}
              fields={fieldsOf(found)}
              send={async (typed) => {
                await api.addAdverseEvent(patient, eventOf(typed, sessions));
                loading.reload();
              }}
            />
          </>
        )}
      </Loaded>
    </Card>
  );
}

function fieldsOf(found: AdverseEvents, before?: AdverseEvent): MiniField[] {
  const atFirst = inputOf(before ? new Date(before.happened_at) : new Date());
  return [
    { name: 'happened_at', label: say.when, type: 'datetime-local', atFirst },
    ...KINDS.map((name) => ({
      name,
      label: say.kinds[name],
      options: listOf(found, name),
      atFirst: before?.[name] ?? '',
    })),
    { name: 'note', label: say.note, type: 'area', optional: true, atFirst: before?.note ?? '' },
  ];
}

/** As the server takes it: it followed the last session that had ended by then. A time that nobody changed keeps its session. */
function eventOf(
  { happened_at = '', ...typed }: Record<string, string>,
  sessions: readonly Session[],
  before?: AdverseEvent,
): object {
  if (before && inputOf(new Date(before.happened_at)) === happened_at) {
    return { ...typed, happened_at: before.happened_at, session: before.session };
  }
  const at = instantOf(happened_at) ?? happened_at;
  const ended = sessions.filter(({ ended_at }) => new Date(ended_at) <= new Date(at));
  return { ...typed, happened_at: at, session: ended.at(-1)?.id ?? null };
}

function Known({ found, sessions, changed }: KnownProps) {
  return (
    <ol class="history plain-list">
      {found.results.map((event) => (
        <li key={event.id}>
          <OneVersion found={found} version={event} />
          {event.former.length > 0 && (
            <details class="more">
              <summary>{say.former(event.former.length)}</summary>
              {event.former.map((version) => (
                <OneVersion key={version.id} found={found} version={version} />
              ))}
            </details>
          )}
          <MiniForm
            id={`correct-${event.id}`}
            summary={say.correct}
            button={say.correctButton}
            fields={[
              ...fieldsOf(found, event),
              {
                name: 'happened',
                label: say.happened,
                options: say.happenedWords,
                atFirst: event.is_mistake ? 'no' : 'yes',
              },
              { name: 'reason', label: say.why, type: 'area' },
            ]}
            send={async ({ happened, ...typed }) => {
              const corrected = { ...eventOf(typed, sessions, event), is_mistake: happened === 'no' };
              await api.correctAdverseEvent(event.id, corrected);
              changed();
            }}
          />
        </li>
      ))}
    </ol>
  );
}

function OneVersion({ found, version: event }: { found: AdverseEvents; version: Version }) {
  return (
    <>
      <p>
        <strong>{listOf(found, 'what')[event.what]}</strong>
      </p>
      {event.is_mistake && <p>{say.mistake}</p>}
      <p>{(['severity', 'outcome', 'cause'] as const).map((kind) => listOf(found, kind)[event[kind]]).join(' · ')}</p>
      {event.note && <p dir="auto">{event.note}</p>}
      <p class="hint" dir="auto">
        {event.reason
          ? `${timeOf(event.happened_at)}. ${say.corrected(event.by, timeOf(event.recorded_at), event.reason)}`
          : say.by(timeOf(event.happened_at), event.by)}
      </p>
    </>
  );
}

function listOf({ words: all }: AdverseEvents, kind: Kind): Record<string, string> {
  return Object.fromEntries(all.filter((each) => each.kind === kind).map(({ code, text }) => [code, text]));
}
