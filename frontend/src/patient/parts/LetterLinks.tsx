import { useEffect, useState } from 'preact/hooks';
import type { Letter, NewShare, Share } from '../../domain/answers';
import { t } from '../../i18n';
import { nowInstant, shortWhenOf } from '../../lib/dates';
import { makeLink, readLinks, takeLinkBack } from '../../lib/letters';
import { Button, Card } from '../../ui';

const ANSWERS: Record<string, 'link.answer.seen' | 'link.answer.will_see' | 'link.answer.no_action'> = {
  seen: 'link.answer.seen',
  will_see: 'link.answer.will_see',
  no_action: 'link.answer.no_action',
};
const EVENTS: Record<string, 'link.opened' | 'link.answered'> = {
  opened: 'link.opened',
  answered: 'link.answered',
};

/** Links to a letter that was agreed to: who looked and what they said, a new one to hand on, and taking one back. */
export function LetterLinks({ letter }: { letter: Letter }) {
  const [shares, setShares] = useState<Share[]>([]);
  const [made, setMade] = useState<NewShare>();
  const [wrong, setWrong] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const load = async () => {
    const reply = await readLinks(letter.id);
    if (reply.kind === 'ok') setShares(reply.body.results);
  };
  useEffect(() => void load(), [letter.id]);
  const make = async () => {
    setIsBusy(true);
    const reply = await makeLink(letter);
    setIsBusy(false);
    setWrong(reply.kind === 'ok' ? '' : reply.kind === 'problem' ? reply.problem.detail : t('app.noConnection'));
    if (reply.kind === 'ok') setMade(reply.body);
    await load();
  };
  const takeBack = async (id: string) => {
    setIsBusy(true);
    const reply = await takeLinkBack(id);
    setIsBusy(false);
    if (reply.kind === 'ok' && made?.id === id) setMade(undefined);
    if (reply.kind !== 'ok') setWrong(t('app.noConnection'));
    await load();
  };
  return (
    <Card kind="plain" heading={t('link.heading')}>
      <p>{t('link.about')}</p>
      {made && <Made made={made} />}
      <Button kind="quiet" full off={isBusy} onClick={() => void make()}>
        {t('link.make')}
      </Button>
      <p role="status">{wrong}</p>
      <ul class="links">
        {shares.map((share) => (
          <One key={share.id} share={share} off={isBusy} takeBack={() => void takeBack(share.id)} />
        ))}
      </ul>
    </Card>
  );
}

function Made({ made }: { made: NewShare }) {
  const send = () => navigator.share({ url: made.url }).catch(() => undefined);
  return (
    <div class="stack" role="status">
      <p>{t('link.twoWays')}</p>
      <p class="link-code">{made.code}</p>
      {made.qr_svg && <img src={`data:image/svg+xml,${encodeURIComponent(made.qr_svg)}`} alt={t('link.heading')} />}
      <p class="link-text">{made.url}</p>
      {'share' in navigator && (
        <Button full onClick={() => void send()}>
          {t('link.send')}
        </Button>
      )}
    </div>
  );
}

function One({ share, off, takeBack }: { share: Share; off: boolean; takeBack: () => void }) {
  const now = nowInstant();
  const at = (moment: string) => shortWhenOf(moment, now);
  const isOpen = !share.revoked && share.expires_at > now;
  return (
    <li>
      <p>{t('link.madeBy', { name: share.created.by, when: at(share.created.at) })}</p>
      {share.reply && (
        <p dir="auto">
          <strong>{share.reply.text || t(ANSWERS[share.reply.answer] ?? 'link.answer.seen')}</strong>
        </p>
      )}
      {share.events.map((event) => (
        <p key={event.at + event.what} class="hint">
          {t(EVENTS[event.what] ?? 'link.refused', { when: at(event.at) })}
        </p>
      ))}
      {isOpen ? (
        <Button kind="quiet" full off={off} onClick={takeBack}>
          {t('link.takeBack')}
        </Button>
      ) : (
        <p class="hint">{t('link.closed')}</p>
      )}
    </li>
  );
}
