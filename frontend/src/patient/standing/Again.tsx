import type { Entry } from '../../domain/entry';
import { daysWithout } from '../../domain/moments';
import { t } from '../../i18n';
import { nowInstant, whenOf } from '../../lib/dates';
import { shownEntries } from '../../lib/diary';
import { Button } from '../../ui';
import { sessions } from '../advising';
import { alter, body, save } from '../log';
import { Link } from '../parts/Link';
import { scoreWords } from '../parts/words';

/** Below the question: what was said last, to say it again with one tap, and days that may still be filled in. */
export function Again() {
  const last = shownEntries.value.find((entry) => entry.body.nrs_average !== null);
  const days = daysWithout(shownEntries.value, sessions.value[0]?.ended_at ?? null, new Date());
  const isBlank = body.value.nrs_average === null && body.value.symptoms.length === 0;
  return (
    <>
      {last && (
        <div class="stack">
          <p class="hint">
            {t('log.last', { what: scoreWords(last.body), when: whenOf(last.body.recorded_at, nowInstant()) })}
          </p>
          {isBlank && (
            <Button kind="quiet" full onClick={() => void sayAgain(last)}>
              {t('log.again', { score: last.body.nrs_average ?? '' })}
            </Button>
          )}
        </div>
      )}
      {days.length > 0 && (
        <p>
          <Link to="/app/catch-up" class="open">
            {t('catchUp.link', { n: days.length })}
          </Link>
        </p>
      )}
    </>
  );
}

/** The score and the places. What was ticked or taken is not: that is asked anew each time. */
async function sayAgain({ body: { nrs_average, regions } }: Entry): Promise<void> {
  alter({ nrs_average, regions });
  await save();
}
