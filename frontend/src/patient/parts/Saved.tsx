import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Entry } from '../../domain/entry';
import { t } from '../../i18n';
import { Button, Card, Nrs } from '../../ui';
import { lazyScreen } from '../lazy';
import { body, cannotSave, setScore } from '../log';
import { Facts } from './Facts';
import { Symptoms } from './Symptoms';
import { scoreWords } from './words';

const Adding = lazyScreen((later) => later.Adding);
const Undo = lazyScreen((later) => later.Undo);

interface SavedProps {
  entry: Entry;
  /** The screen's heading, inside the card. */
  heading: ComponentChildren;
  onDone?: (() => void) | undefined;
}

/** A saved entry: what is known about it, and what may be added to it without another Save. */
export function Saved({ entry, heading, onDone }: SavedProps) {
  // "Saved" is what somebody waits for: the rest is drawn after it, not with it.
  const [isSaid, setIsSaid] = useState(false);
  useEffect(() => setIsSaid(true), []);
  return (
    <>
      <SavedCard entry={entry} heading={heading} />
      {isSaid && <More entry={entry} onDone={onDone} />}
    </>
  );
}

function More({ entry, onDone }: Pick<SavedProps, 'entry' | 'onDone'>) {
  return (
    <>
      {onDone && <Undo entry={entry} />}
      <Symptoms entry={entry} />
      <Adding entry={entry} isNew={onDone !== undefined} />
      {onDone && (
        <Button full onClick={onDone}>
          {t('log.done')}
        </Button>
      )}
    </>
  );
}

export function SavedCard({ entry, heading }: { entry: Entry; heading: ComponentChildren }) {
  const [isChanging, setIsChanging] = useState(false);
  if (cannotSave.value) {
    return (
      <Card kind="warn" role="alert">
        <p>{t('app.storage')}</p>
      </Card>
    );
  }
  return (
    <div class="card card-good">
      {heading}
      <p class="big">{scoreWords(body.value)}</p>
      <div role="status">
        <Facts entry={entry} />
      </div>
      <div>
        <Button kind="quiet" aria-expanded={isChanging} onClick={() => setIsChanging(!isChanging)}>
          {t('log.change')}
        </Button>
      </div>
      {isChanging && <Nrs name="score" legend={t('log.question')} value={body.value.nrs_average} onChange={setScore} />}
    </div>
  );
}
