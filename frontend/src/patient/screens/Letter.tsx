import { useEffect, useState } from 'preact/hooks';
import type { Letter as Shown } from '../../domain/answers';
import { t } from '../../i18n';
import type { Reply } from '../../lib/api';
import { dateOf, nowInstant, shortWhenOf } from '../../lib/dates';
import { readLetter } from '../../lib/letters';
import { Button, Card } from '../../ui';
import { Heading } from '../parts/Heading';
import { LetterAnswer } from '../parts/LetterAnswer';
import { LetterContent } from '../parts/LetterContent';
import { LetterLinks } from '../parts/LetterLinks';
import { Link } from '../parts/Link';
import { titleOf } from '../parts/letter';
import '../letter.css';

/** One letter: what it is, the page itself, and the patient's answer. */
export function Letter({ id }: { id: string }) {
  const [reply, setReply] = useState<Reply<Shown>>();
  const load = async () => {
    setReply(undefined);
    setReply(await readLetter(id));
  };
  useEffect(() => {
    void load();
  }, [id]);
  const set = (letter: Shown) => setReply({ kind: 'ok', status: 200, body: letter });
  return (
    <>
      {reply?.kind === 'ok' ? (
        <Body key={reply.body.state} letter={reply.body} set={set} />
      ) : (
        <>
          <Heading title={t('letters.heading')} />
          {reply ? <NotHere reply={reply} again={() => void load()} /> : <p role="status">{t('app.loading')}</p>}
        </>
      )}
      <Link to="/app/letters" kind="quiet" full>
        {t('letters.all')}
      </Link>
    </>
  );
}

function NotHere({ reply, again }: { reply: Reply<Shown>; again: () => void }) {
  if (reply.kind === 'problem' && reply.status === 404) return <p role="alert">{t('letter.gone')}</p>;
  return (
    <>
      <p role="alert">{t('letters.offline')}</p>
      <Button kind="quiet" full onClick={again}>
        {t('app.tryAgain')}
      </Button>
    </>
  );
}

function Body({ letter, set }: { letter: Shown; set: (letter: Shown) => void }) {
  const { created, period } = letter;
  const now = nowInstant();
  return (
    <>
      <Heading title={titleOf(letter)} />
      <State letter={letter} />
      <p class="hint">
        {t('letter.made', { name: created.by, when: shortWhenOf(created.at, now) })}{' '}
        {t('letter.period', { from: dateOf(period.from), to: dateOf(period.to) })}
      </p>
      <LetterContent letter={letter} />
      {letter.state === 'agreed' && <LetterLinks letter={letter} />}
      {letter.state === 'draft' && <LetterAnswer letter={letter} onAnswered={set} />}
    </>
  );
}

/** What the patient said; nothing while it waits, because the question stands below. */
function State({ letter: { agreed, declined } }: { letter: Shown }) {
  const now = nowInstant();
  if (agreed) {
    return (
      <Card kind="good" heading={t('letter.agreedAt', { when: shortWhenOf(agreed.at, now) })}>
        <p>{t('letter.takeBack')}</p>
      </Card>
    );
  }
  if (!declined) return null;
  return (
    <Card kind="plain" heading={t('letter.declinedAt', { when: shortWhenOf(declined.at, now) })}>
      {declined.because && <p dir="auto">{t('letter.declinedWhy', { why: declined.because })}</p>}
    </Card>
  );
}
