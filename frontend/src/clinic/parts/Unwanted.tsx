import { Card } from '../../ui';
import { api } from '../api';
import { inputOf, instantOf, timeOf } from '../format';
import { useLoaded } from '../hooks';
import type { AdverseEvents, Session } from '../shapes';
import { words } from '../words';
import { Loaded } from './Loaded';
import { MiniForm } from './MiniForm';

const say = words.unwanted;
const KINDS = ['what', 'severity', 'cause', 'outcome'] as const;
type Kind = (typeof KINDS)[number];

/** What was unwanted after a treatment, in the words of a pick-list, and writing down more. */
export function Unwanted({ patient, last }: { patient: string; last: Session | undefined }) {
  const loading = useLoaded(patient, () => api.adverseEvents(patient));
  return (
    <Card kind="plain" heading={say.title}>
      <Loaded of={loading}>
        {(found) => (
          <>
            {found.results.length === 0 ? <p>{say.none}</p> : <Known found={found} />}
            <MiniForm
              id="adverse"
              summary={say.add}
              button={say.button}
              fields={[
                { name: 'happened_at', label: say.when, type: 'datetime-local', atFirst: inputOf(new Date()) },
                ...KINDS.map((name) => ({ name, label: say.kinds[name], options: listOf(found, name) })),
                { name: 'note', label: say.note, type: 'area', optional: true },
              ]}
              send={async ({ happened_at = '', ...typed }) => {
                const at = instantOf(happened_at) ?? happened_at;
                const session = last && last.ended_at <= at ? last.id : null;
                await api.addAdverseEvent(patient, { ...typed, happened_at: at, session });
                loading.reload();
              }}
            />
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Known({ found }: { found: AdverseEvents }) {
  return (
    <ol class="history plain-list">
      {found.results.map((event) => (
        <li key={event.id}>
          <p>
            <strong>{listOf(found, 'what')[event.what]}</strong>
          </p>
          <p>
            {(['severity', 'outcome', 'cause'] as const).map((kind) => listOf(found, kind)[event[kind]]).join(' · ')}
          </p>
          {event.note && <p dir="auto">{event.note}</p>}
          <p class="hint">{say.by(timeOf(event.happened_at), event.by)}</p>
        </li>
      ))}
    </ol>
  );
}

function listOf({ words: all }: AdverseEvents, kind: Kind): Record<string, string> {
  return Object.fromEntries(all.filter((each) => each.kind === kind).map(({ code, text }) => [code, text]));
}
