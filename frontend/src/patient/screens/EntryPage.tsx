import { useEffect, useState } from 'preact/hooks';
import type { Entry } from '../../domain/entry';
import { t } from '../../i18n';
import { nowInstant } from '../../lib/dates';
import { shownEntries } from '../../lib/diary';
import { saveEntry } from '../../lib/keeping';
import { go } from '../../lib/router';
import { sendSaved } from '../../lib/sync';
import { Button, Card } from '../../ui';
import { begin, entryId, reopen } from '../log';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';
import { Saved } from '../parts/Saved';
import { TroubleCard } from '../parts/TroubleCard';
import { History } from '../standing/History';

/** One entry of the diary, to look at, correct or delete. */
export function EntryPage({ id }: { id: string }) {
  const entry = shownEntries.value.find((each) => each.id === id);
  const isKnown = entry !== undefined;
  useEffect(() => {
    if (entry) reopen(entry);
    return begin;
    // Only when another entry is opened: what is typed here must not be put back by news from the server.
  }, [id, isKnown]);
  if (!entry) {
    return (
      <>
        <Heading title={t('entry.heading')} />
        <p>{t('entry.gone')}</p>
        <Link to="/app/diary" kind="quiet" full>
          {t('app.back')}
        </Link>
      </>
    );
  }
  return (
    <>
      {entry.trouble && <TroubleCard entry={entry} trouble={entry.trouble} />}
      {entryId.value === id && <Saved entry={entry} heading={<Heading title={t('entry.heading')} />} />}
      {entry.answer && entry.answer.revision > 1 && <History key={entry.answer.revision} id={id} />}
      <Delete entry={entry} />
      <Link to="/app/diary" kind="quiet" full>
        {t('app.back')}
      </Link>
    </>
  );
}

function Delete({ entry }: { entry: Entry }) {
  const [isSure, setIsSure] = useState(false);
  const remove = async () => {
    await saveEntry({ ...entry, isDeleted: true, savedAt: nowInstant() });
    void sendSaved();
    go('/app/diary', { replace: true });
  };
  if (!isSure) {
    return (
      <Button kind="quiet" full onClick={() => setIsSure(true)}>
        {t('entry.delete')}
      </Button>
    );
  }
  return (
    <Card kind="warn" role="alert" heading={t('entry.deleteSure')}>
      <div class="row">
        <Button kind="danger" onClick={() => void remove()}>
          {t('entry.deleteYes')}
        </Button>
        <Button kind="quiet" onClick={() => setIsSure(false)}>
          {t('app.cancel')}
        </Button>
      </div>
    </Card>
  );
}
