import { useEffect, useState } from 'preact/hooks';
import { type Body, type Entry, momentOf } from '../../domain/entry';
import { checkMoment, gotHelpAt } from '../../domain/helped';
import { t } from '../../i18n';
import { checks, dropCheck, keepCheck, loadChecks } from '../../lib/checking';
import { fromLocalInput, localInput, nowInstant, shortWhenOf, whenOf } from '../../lib/dates';
import { me } from '../../lib/diary';
import { synchronise } from '../../lib/sync';
import { Button, Card, Field, Icon } from '../../ui';
import { alter, body, save } from '../log';
import '../helped.css';

interface HelpedProps {
  /** The entry that holds the symptoms, once it is saved. */
  entry: Entry | undefined;
  isSerious: boolean;
}

/** What the person did about the advice. Both are said to the clinic; neither takes the advice away. */
export function Helped({ entry, isSerious }: HelpedProps) {
  useEffect(() => void loadChecks(), []);
  return (
    <div class="helped">
      {isSerious && <GotHelp isSaved={entry !== undefined} />}
      {entry && <Checked entry={entry} />}
    </div>
  );
}

function GotHelp({ isSaved }: { isSaved: boolean }) {
  const at = gotHelpAt(body.value);
  const onHelp = async () => {
    const said = { code: 'got_help', at: nowInstant() } as unknown as Body['events'][number];
    alter({ events: [...body.value.events, said] });
    if (!isSaved) await save();
  };
  if (at === null) {
    return (
      <Button kind="quiet" full onClick={() => void onHelp()}>
        {t('helped.gotHelp')}
      </Button>
    );
  }
  return (
    <p class="helped-said" role="status">
      <Icon name="good" />
      <span>{t('helped.gotHelpSaid', { when: shortWhenOf(at, nowInstant()) })}</span>
    </p>
  );
}

/** The date a doctor looked, and a word about it. */
export function Checked({ entry }: { entry: Entry }) {
  const [isOpen, setIsOpen] = useState(false);
  const known = entry.answer?.checked;
  const kept = checks.value[entry.id];
  if (kept?.problem) return <Refused entry={entry} problem={kept.problem} />;
  const said = kept ?? known;
  if (said) {
    return (
      <Card kind="good" role="status" heading={t('checked.said', { when: whenOf(said.checked_at, nowInstant()) })}>
        <p>{kept ? t('checked.waits') : t('checked.told')}</p>
      </Card>
    );
  }
  if (isOpen) return <CheckedForm entry={entry} onClose={() => setIsOpen(false)} />;
  return (
    <Button kind="quiet" full aria-expanded={false} onClick={() => setIsOpen(true)}>
      {t('checked.open')}
    </Button>
  );
}

function Refused({ entry, problem }: { entry: Entry; problem: string }) {
  return (
    <Card kind="warn" role="alert" heading={t('checked.refused')}>
      <p>{problem}</p>
      <Button kind="quiet" onClick={() => void dropCheck(entry.id)}>
        {t('app.tryAgain')}
      </Button>
    </Card>
  );
}

function CheckedForm({ entry, onClose }: { entry: Entry; onClose: () => void }) {
  const [when, setWhen] = useState(() => localInput(nowInstant()));
  const [note, setNote] = useState('');
  const [error, setError] = useState<string>();
  const onSay = async () => {
    const chosen = when === '' ? nowInstant() : fromLocalInput(when);
    const moment = checkMoment(chosen, momentOf(entry), Date.now());
    if (moment === 'future') return setError(t('when.future'));
    if (moment === 'before') return setError(t('checked.before'));
    await keepCheck(entry.id, { patient: me.value?.patient ?? '', checked_at: moment, note: note.trim() });
    await synchronise({ now: true });
  };
  return (
    <Card kind="plain" heading={t('checked.heading')}>
      <Field label={t('checked.when')} error={error}>
        <input
          id="checked-when"
          type="datetime-local"
          max={localInput(nowInstant())}
          value={when}
          onChange={(event) => setWhen(event.currentTarget.value)}
        />
      </Field>
      <Field label={t('checked.note')} hint={t('checked.noteHint')}>
        <textarea
          id="checked-note"
          dir="auto"
          rows={2}
          maxLength={2000}
          value={note}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
      </Field>
      <Button full onClick={() => void onSay()}>
        {t('checked.say')}
      </Button>
      <Button kind="quiet" full onClick={onClose}>
        {t('app.cancel')}
      </Button>
    </Card>
  );
}
