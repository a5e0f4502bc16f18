import { useState } from 'preact/hooks';
import { type Entry, emptyBody } from '../../domain/entry';
import { daysWithout } from '../../domain/moments';
import { t } from '../../i18n';
import { dayOf, nowInstant, timeZone } from '../../lib/dates';
import { me, shownEntries } from '../../lib/diary';
import { saveEntry } from '../../lib/keeping';
import { go } from '../../lib/router';
import { sendSaved } from '../../lib/sync';
import { uuid7 } from '../../lib/uuid7';
import { Button, Card, ErrorSummary, wordOf } from '../../ui';
import { Rating } from '../adding/Numbers';
import { sessions } from '../advising';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';

/** Days of the last week without an entry, to be filled in from memory: all, some or none of them. */
export function CatchUp() {
  const [days] = useState(() => daysWithout(shownEntries.value, sessions.value[0]?.ended_at ?? null, new Date()));
  const [scores, setScores] = useState<Record<string, number | null>>({});
  const [error, setError] = useState<string>();
  const said = days.flatMap((day) => (scores[day] == null ? [] : [{ day, nrs: scores[day] }]));
  const onSave = async () => {
    if (said.length === 0) return setError(t('catchUp.missing'));
    try {
      for (const { day, nrs } of said) await saveEntry(recalled(day, nrs));
    } catch {
      return setError(t('app.storage'));
    }
    void sendSaved();
    go('/app/diary', { replace: true });
  };
  return (
    <>
      <ErrorSummary errors={error ? [{ href: '#day-0', text: error }] : []} />
      <Heading title={t('catchUp.heading')} />
      <p>{days.length > 0 ? t('catchUp.about') : t('catchUp.none')}</p>
      {days.length > 0 && (
        <>
          <Card kind="plain">
            {days.map((day, index) => (
              <Rating
                key={day}
                id={`day-${index}`}
                label={dayOf(day, nowInstant())}
                value={scores[day]}
                word={wordOf}
                onChange={(nrs) => setScores({ ...scores, [day]: nrs })}
              />
            ))}
          </Card>
          <Button full onClick={() => void onSave()}>
            {said.length > 0 ? t('catchUp.save', { n: said.length }) : t('log.save')}
          </Button>
        </>
      )}
      <Link to="/app/" kind="quiet" full>
        {t('app.back')}
      </Link>
    </>
  );
}

function recalled(day: string, nrs: number): Entry {
  return {
    id: uuid7(),
    patient: me.value?.patient ?? '',
    body: { ...emptyBody(day, timeZone()), nrs_average: nrs, recalled: true },
    isDeleted: false,
    savedAt: nowInstant(),
    heardAt: null,
    answer: null,
    trouble: null,
  };
}
