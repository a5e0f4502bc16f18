import { useState } from 'preact/hooks';
import { Button, Card } from '../../ui';
import { api } from '../api';
import { pictureOf, timeOf } from '../format';
import { useAction } from '../hooks';
import type { NewShare, Share } from '../shapes';
import { words } from '../words';
import { CopyLink } from './CopyLink';
import { Refusal } from './Loaded';

const say = words.links;

/** The links to one agreed letter: made here, with who looked and what they answered, and taken back. */
export function LetterLinks({ report, isFhir }: { report: string; isFhir: boolean }) {
  const [shares, setShares] = useState<Share[] | null>(null);
  const [made, setMade] = useState<NewShare | null>(null);
  const load = async () => setShares((await api.shares(report)).results);
  const show = useAction(load);
  const make = useAction(async () => {
    setMade(await api.share(report, isFhir ? 'health_link' : 'page'));
    await load();
  });
  const takeBack = useAction(async (id: string) => {
    await api.unshare(id);
    setMade((one) => (one?.id === id ? null : one));
    await load();
  });
  return (
    <div class="stack" aria-live="polite">
      <Refusal problem={show.problem ?? make.problem ?? takeBack.problem} />
      {made && <Made made={made} />}
      {shares && <Links shares={shares} off={takeBack.busy} takeBack={takeBack.run} />}
      <div class="row">
        <Button kind="quiet" off={make.busy} onClick={() => make.run()}>
          {isFhir ? say.makeHealth : say.make}
        </Button>
        <Button kind="quiet" off={show.busy} onClick={() => show.run()}>
          {shares ? say.again : say.show}
        </Button>
      </div>
    </div>
  );
}

function eventOf({ what, who }: Share['events'][number]): string {
  const said = say.events[what] ?? what;
  return who ? say.who(said, who) : said;
}

function Made({ made }: { made: NewShare }) {
  if (made.qr_svg) {
    return (
      <Card kind="good" heading={say.made}>
        <p>{say.health}</p>
        <img class="qr" src={pictureOf(made.qr_svg)} alt={say.healthAlt} />
        <CopyLink url={made.url} />
        <p>
          {say.code} <strong class="typed-code">{made.code}</strong>
        </p>
        <p class="hint">{say.healthLasts(timeOf(made.expires_at))}</p>
      </Card>
    );
  }
  return (
    <Card kind="good" heading={say.made}>
      <p>{say.twoWays}</p>
      <CopyLink url={made.url} />
      <p>
        {say.code} <strong class="typed-code">{made.code}</strong>
      </p>
      <p class="hint">{say.lasts(timeOf(made.expires_at))}</p>
    </Card>
  );
}

interface LinksProps {
  shares: Share[];
  off: boolean;
  takeBack: (id: string) => void;
}

function Links({ shares, off, takeBack }: LinksProps) {
  if (shares.length === 0) return <p>{say.none}</p>;
  return (
    <ul class="history plain-list">
      {shares.map((share) => (
        <li key={share.id}>
          <p>{say.by(share.created.by, timeOf(share.created.at))}</p>
          {share.reply && (
            <p dir="auto">
              <strong>{say.reply(say.answers[share.reply.answer] ?? share.reply.text, timeOf(share.reply.at))}</strong>
            </p>
          )}
          {share.events.map((event) => (
            <p key={event.at + event.what} class="hint">
              {`${eventOf(event)}, ${timeOf(event.at)}`}
            </p>
          ))}
          {share.revoked ? (
            <p class="hint">{say.revoked(share.revoked.by, timeOf(share.revoked.at))}</p>
          ) : (
            <>
              <p class="hint">{say.lasts(timeOf(share.expires_at))}</p>
              <Button kind="quiet" off={off} onClick={() => takeBack(share.id)}>
                {say.takeBack}
              </Button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
}
