import { useEffect, useState } from 'preact/hooks';
import type { Letter } from '../../domain/answers';
import { t } from '../../i18n';
import { nowInstant, shortWhenOf } from '../../lib/dates';
import { readLetters } from '../../lib/letters';
import { Button, Card } from '../../ui';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';
import { titleOf } from '../parts/letter';
import '../letter.css';

/** Every letter about this patient, newest first, with what the patient said to it. */
export function Letters() {
  const [letters, setLetters] = useState<Letter[] | null>();
  const load = async () => {
    setLetters(undefined);
    const reply = await readLetters();
    setLetters(reply.kind === 'ok' ? reply.body.results : null);
  };
  useEffect(() => {
    void load();
  }, []);
  return (
    <>
      <Heading title={t('letters.heading')} />
      <p>{t('letters.about')}</p>
      {letters === undefined && <p role="status">{t('app.loading')}</p>}
      {letters === null && (
        <Card kind="plain">
          <p role="alert">{t('letters.offline')}</p>
          <Button kind="quiet" full onClick={() => void load()}>
            {t('app.tryAgain')}
          </Button>
        </Card>
      )}
      {letters?.length === 0 && <p>{t('letters.none')}</p>}
      {letters && letters.length > 0 && (
        <ul class="letters" role="list">
          {letters.map((letter) => (
            <Line key={letter.id} letter={letter} />
          ))}
        </ul>
      )}
      <Link to="/app/settings" kind="quiet" full>
        {t('app.back')}
      </Link>
    </>
  );
}

function Line({ letter }: { letter: Letter }) {
  return (
    <li class="card stack">
      <p class={letter.state === 'draft' ? 'strong' : 'hint'}>{t(`letter.state.${letter.state}` as const)}</p>
      <Link to={`/app/letters/${letter.id}`} class="open">
        {titleOf(letter)}
      </Link>
      <p class="hint">
        {t('letter.made', { name: letter.created.by, when: shortWhenOf(letter.created.at, nowInstant()) })}
      </p>
    </li>
  );
}
