import { useState } from 'preact/hooks';
import type { Body } from '../../domain/entry';
import { t } from '../../i18n';
import { ask } from '../../lib/api';
import { nowInstant, whenOf } from '../../lib/dates';
import { scoreWords, symptomWords } from '../parts/words';
import { saidIn } from './said';

interface Version {
  revision: number;
  received_at: string;
  deleted: boolean;
  body: Partial<Body>;
}

/** What the entry said before it was changed, as the clinic sees it too. */
export function History({ id }: { id: string }) {
  const [versions, setVersions] = useState<Version[] | null>();
  const load = async () => {
    const reply = await ask<{ results: Version[] }>('GET', `entries/${id}/revisions`);
    setVersions(reply.kind === 'ok' ? reply.body.results.toReversed() : null);
  };
  return (
    <details class="card" onToggle={(event) => event.currentTarget.open && void load()}>
      <summary>{t('history.heading')}</summary>
      <div role="status">
        {versions === null && <p>{t('history.offline')}</p>}
        {versions?.map((version) => (
          <Line key={version.revision} version={version} />
        ))}
      </div>
    </details>
  );
}

function Line({ version: { revision, received_at, body } }: { version: Version }) {
  const said = { nrs_average: null, symptoms: [], regions: [], medicines: [], note: '', ...body } as unknown as Body;
  const lines = [scoreWords(said), ...symptomWords(said), ...saidIn(said), said.note].filter(Boolean);
  return (
    <div class="version">
      <h3>{t('history.version', { n: revision, when: whenOf(received_at, nowInstant()) })}</h3>
      <p dir="auto">{lines.join('. ')}</p>
    </div>
  );
}
