import { type Answer, bodyOf, type Entry, type Trouble } from '../../domain/entry';
import { t } from '../../i18n';
import { keepOurs, keepTheirs, saveEntry } from '../../lib/keeping';
import { sendSaved } from '../../lib/sync';
import { Button, Card } from '../../ui';
import { scoreWords, symptomWords } from './words';

/** An entry that a person has to decide about. It stays on the phone whatever is chosen, or not. */
export function TroubleCard({ entry, trouble }: { entry: Entry; trouble: Trouble }) {
  const { copy } = trouble;
  if (trouble.kind === 'changed_elsewhere' && copy) return <Elsewhere entry={entry} copy={copy} />;
  return (
    <Card kind="warn">
      <p>{t('trouble.refused', { detail: trouble.detail })}</p>
      <Button kind="quiet" onClick={() => void saveEntry(entry).then(sendSaved)}>
        {t('trouble.sendAgain')}
      </Button>
    </Card>
  );
}

function Elsewhere({ entry, copy }: { entry: Entry; copy: Answer }) {
  const theirs = bodyOf(copy);
  return (
    <Card kind="warn">
      <p class="strong">{t('trouble.elsewhere')}</p>
      <Version title={t('trouble.ours')} body={entry.body} />
      <Button kind="quiet" onClick={() => void keepOurs(entry).then(sendSaved)}>
        {t('trouble.keepOurs')}
      </Button>
      <Version title={t('trouble.theirs')} body={theirs} />
      <Button kind="quiet" onClick={() => void keepTheirs(entry, theirs)}>
        {t('trouble.keepTheirs')}
      </Button>
    </Card>
  );
}

function Version({ title, body }: { title: string; body: Entry['body'] }) {
  return (
    <div>
      <h4>{title}</h4>
      <p>{[scoreWords(body), ...symptomWords(body), body.note].filter(Boolean).join('. ')}</p>
    </div>
  );
}
