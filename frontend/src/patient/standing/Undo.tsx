import { useEffect, useState } from 'preact/hooks';
import type { Entry } from '../../domain/entry';
import { t } from '../../i18n';
import { nowInstant } from '../../lib/dates';
import { saveEntry } from '../../lib/keeping';
import { sendSaved } from '../../lib/sync';
import { Button } from '../../ui';
import { alter, begin, body } from '../log';

const OFFERED_MS = 10_000;

/** For ten seconds a saved score can be taken back with one tap; later it is deleted in the diary. A symptom is not undone so lightly. */
export function Undo({ entry }: { entry: Entry }) {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsOver(true), OFFERED_MS);
    return () => clearTimeout(timer);
  }, []);
  if (isOver || body.value.symptoms.length > 0) return null;
  const undo = async () => {
    const { recorded_at: _, ...said } = body.value;
    await saveEntry({ ...entry, isDeleted: true, savedAt: nowInstant() });
    void sendSaved();
    begin();
    alter(said);
  };
  return (
    <div>
      <Button kind="quiet" onClick={() => void undo()}>
        {t('log.undo')}
      </Button>
    </div>
  );
}
