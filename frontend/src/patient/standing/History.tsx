import { useState } from 'preact/hooks';
import type { components } from '../../../api/types';
import type { Body } from '../../domain/entry';
import { t } from '../../i18n';
import { ask } from '../../lib/api';
import { nowInstant, shortWhenOf, whenOf } from '../../lib/dates';
import { me } from '../../lib/diary';
import { scoreWords, symptomWords } from '../parts/words';
import { saidIn } from './said';

type Version = components['schemas']['RevisionAnswer'];

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

function Line({ version: { revision, received_at, deleted, by, body } }: { version: Version }) {
  const said = {
    nrs_average: null,
    symptoms: [],
    regions: [],
    medicines: [],
    note: '',
    ...(body as Partial<Body>),
  } as unknown as Body;
  const lines = [scoreWords(said), ...symptomWords(said), ...saidIn(said), said.note].filter(Boolean);
  return (
    <div class="version">
      <h3>{t('history.version', { n: revision, when: whenOf(received_at, nowInstant()) })}</h3>
      <p class="hint" dir="auto">
        {writer(by)}
      </p>
      {deleted ? <p>{t('history.deleted')}</p> : <p dir="auto">{lines.join('. ')}</p>}
    </div>
  );
}

/** Who wrote a version, and on which of the reader's own phones. */
function writer({ role, name, phone }: Version['by']): string {
  const isCarer = Boolean(me.value?.carer);
  const isOwn = isCarer ? phone !== null : role === 'patient';
  const who = isOwn ? t('history.you') : (name ?? (role === 'clinic' ? t('history.clinic') : me.value?.name)) || '';
  if (!phone) return who;
  const since = shortWhenOf(phone.since, nowInstant());
  return `${who}, ${phone.this ? t('history.this') : t('history.other', { since })}`;
}
