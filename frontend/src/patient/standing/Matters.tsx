import { useEffect } from 'preact/hooks';
import { type Entry, momentOf } from '../../domain/entry';
import { lastingTold, openMatters } from '../../domain/helped';
import { t } from '../../i18n';
import { checks, loadChecks } from '../../lib/checking';
import { nowInstant, whenOf } from '../../lib/dates';
import { shownEntries } from '../../lib/diary';
import { Card } from '../../ui';
import { entryId } from '../log';
import { Facts } from '../parts/Facts';
import { Link } from '../parts/Link';
import { scoreWords, symptomWords } from '../parts/words';
import { Checked } from './Helped';

const MOST_SHOWN = 2;

/** What was told to the clinic and no doctor has looked at yet, so that the advice is found again the next day. */
export function Matters() {
  useEffect(() => void loadChecks(), []);
  const waiting = Object.entries(checks.value).filter(([, check]) => !check.problem);
  const open = openMatters(shownEntries.value, new Set(waiting.map(([entry]) => entry)), Date.now())
    // The entry that is on the screen shows its own advice.
    .filter((entry) => entry.id !== entryId.value);
  return (
    <>
      {open.slice(0, MOST_SHOWN).map((entry) => (
        <Matter key={entry.id} entry={entry} />
      ))}
    </>
  );
}

/** Pain that lasts and was told: a later score raises no second alert, so nothing else would say that somebody knows. */
export function Lasting({ treatedAt }: { treatedAt: string }) {
  const entry = lastingTold(shownEntries.value, treatedAt);
  if (!entry || entry.id === entryId.value) return null;
  return <Matter entry={entry} />;
}

function Matter({ entry }: { entry: Entry }) {
  const symptoms = symptomWords(entry.body);
  return (
    <Card kind="warn" heading={t('matter.heading')}>
      <p class="hint">{whenOf(momentOf(entry), nowInstant())}</p>
      <ul class="points">
        {(symptoms.length > 0 ? symptoms : [scoreWords(entry.body)]).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <Facts entry={entry} />
      <Link to={`/app/diary/${entry.id}`} kind="quiet" full>
        {t('matter.advice')}
      </Link>
      {symptoms.length > 0 && <Checked entry={entry} />}
    </Card>
  );
}
