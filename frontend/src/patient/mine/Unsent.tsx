import { t } from '../../i18n';
import { nowInstant, whenOf } from '../../lib/dates';
import { inTrouble, waiting } from '../../lib/diary';
import { synchronise } from '../../lib/sync';
import { Button } from '../../ui';
import { scoreWords } from '../parts/words';

export const unsentEntries = () => [...waiting.value, ...inTrouble.value];

/** What would be lost with this phone, entry by entry, and the way to send it first. */
export function Unsent() {
  const unsent = unsentEntries();
  if (unsent.length === 0) return null;
  return (
    <>
      <p class="strong">{t('settings.signOutUnsent', { n: unsent.length })}</p>
      <ul class="points">
        {unsent.map((entry) => (
          <li key={entry.id}>
            {whenOf(entry.body.recorded_at, nowInstant())}: {scoreWords(entry.body)}
          </li>
        ))}
      </ul>
      <Button full onClick={() => void synchronise({ now: true })}>
        {t('waiting.sendNow')}
      </Button>
    </>
  );
}
