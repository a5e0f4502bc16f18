import { useEffect, useState } from 'preact/hooks';
import { locale, t } from '../../i18n';
import { dateOf, nowInstant, whenOf } from '../../lib/dates';
import { me } from '../../lib/diary';
import { agree, pause, readWays, type Said, type Way } from '../../lib/reminding';
import { Button, Card } from '../../ui';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';
import { OnThisPhone } from '../reminding/OnThisPhone';
import { OtherWays } from '../reminding/OtherWays';
import { Times } from '../reminding/Times';

const WEEK_MS = 7 * 24 * 60 * 60 * 1000;

/** Being reminded: whether, how, and not for now. The system's own question comes last, after ours. */
export function Reminders() {
  const [ways, setWays] = useState<Way[] | null>();
  const [problem, setProblem] = useState<string>();
  const isAgreed = me.value?.reminders?.agreed === true;
  const load = async () => setWays(await readWays());
  useEffect(() => {
    if (isAgreed) void load();
  }, [isAgreed]);
  const say = async (said: Promise<Said>) => {
    const answer = await said;
    setProblem(answer.isDone ? undefined : (answer.problem ?? t('app.noConnection')));
  };
  return (
    <>
      <Heading title={t('remind.heading')} />
      {problem && (
        <Card kind="warn" role="alert">
          <p>{problem}</p>
        </Card>
      )}
      <ul class="points">
        <li>{t('remind.when')}</li>
        <li>{t('remind.skip')}</li>
        <li>{t('remind.neutral')}</li>
      </ul>
      {isAgreed ? (
        <>
          <Next onSay={say} />
          <Times onSay={say} />
          <OnThisPhone />
          <OtherWays ways={ways} onChanged={load} onSay={say} />
          <Button kind="quiet" full onClick={() => void say(agree(false, locale))}>
            {t('remind.stop')}
          </Button>
        </>
      ) : (
        <Button full onClick={() => void say(agree(true, locale))}>
          {t('remind.agree')}
        </Button>
      )}
      <Link to="/app/settings" kind="quiet" full>
        {t('app.back')}
      </Link>
    </>
  );
}

/** What comes next, and a week's rest. */
function Next({ onSay }: { onSay: (said: Promise<Said>) => void }) {
  const { paused_until = null, next_at = null } = me.value?.reminders ?? {};
  const now = nowInstant();
  const isPaused = paused_until !== null && paused_until > now;
  return (
    <Card
      kind={isPaused ? 'warn' : 'good'}
      heading={isPaused ? t('remind.paused', { date: dateOf(paused_until) }) : t('remind.on')}
    >
      {!isPaused && <p>{next_at ? t('remind.next', { when: whenOf(next_at, now) }) : t('remind.nextNone')}</p>}
      <div>
        {isPaused ? (
          <Button kind="quiet" onClick={() => onSay(pause(null))}>
            {t('remind.goOn')}
          </Button>
        ) : (
          <Button kind="quiet" onClick={() => onSay(pause(new Date(Date.now() + WEEK_MS).toISOString()))}>
            {t('remind.pause')}
          </Button>
        )}
      </div>
    </Card>
  );
}
