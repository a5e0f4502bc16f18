import { useState } from 'preact/hooks';
import { Button, Card } from '../../ui';
import { api } from '../api';
import { agoOf, pictureOf, timeOf } from '../format';
import { useAction, useLoaded } from '../hooks';
import { CopyLink } from '../parts/CopyLink';
import { Loaded, Refusal } from '../parts/Loaded';
import { BackLink, Screen } from '../parts/Screen';
import { now } from '../pulse';
import { hrefs } from '../routes';
import type { Invitation } from '../shapes';
import { words } from '../words';
import { workspace } from '../workspace-words';

const say = words.invitation;

/** The code with which a patient's phone is connected. Made by a tap, because each making is a new key to the diary. */
export function InvitationScreen({ patientId }: { patientId: string }) {
  const patient = useLoaded(patientId, () => api.patient(patientId));
  const name = patient.state.kind === 'ready' ? patient.state.value.name : null;
  return (
    <Screen
      title={name ? say.titleFor(name) : say.title}
      above={name && <BackLink href={hrefs.patient(patientId)}>{name}</BackLink>}
      below={<p>{say.text}</p>}
    >
      <Loaded of={patient}>
        {() => (
          <>
            <Invite patientId={patientId} />
            <Lost patientId={patientId} />
          </>
        )}
      </Loaded>
      <p>
        <a class="plain-link" href={hrefs.patient(patientId)}>
          {say.done}
        </a>
      </p>
    </Screen>
  );
}

function Invite({ patientId }: { patientId: string }) {
  const [invitation, setInvitation] = useState<Invitation | null>(null);
  const { run, busy, problem } = useAction(async () => setInvitation(await api.invite(patientId)));
  const hasExpired = invitation !== null && new Date(invitation.expires_at).getTime() <= now.value;
  return (
    <div class="stack" aria-live="polite">
      <Refusal problem={problem} />
      {invitation && (hasExpired ? <p>{say.expired}</p> : <Shown invitation={invitation} />)}
      <div>
        <Button kind={invitation ? 'quiet' : 'primary'} off={busy} onClick={() => run()}>
          {invitation ? say.again : say.make}
        </Button>
      </div>
    </div>
  );
}

/** A phone is lost, and its owner has rung: asked once, then every phone of theirs is signed out. */
function Lost({ patientId }: { patientId: string }) {
  const [step, setStep] = useState(0);
  const { run, busy, problem } = useAction(async () => {
    await api.signOutPhones(patientId);
    setStep(2);
  });
  return (
    <div class="stack">
      <Refusal problem={problem} />
      <p role="status">{workspace.lost.said[step]}</p>
      {step < 2 && (
        <div>
          <Button kind="quiet" off={busy} onClick={() => (step ? run() : setStep(1))}>
            {workspace.lost.button[step]}
          </Button>
        </div>
      )}
    </div>
  );
}

function Shown({ invitation }: { invitation: Invitation }) {
  const { url, code, qr_svg, expires_at } = invitation;
  return (
    <Card kind="plain">
      <div class="invitation">
        {/* An image cannot run script, whatever the text holds. Its ground is white in dark mode too: cameras need it. */}
        <img class="qr" src={pictureOf(qr_svg)} alt={say.qr} />
        <div class="stack">
          <p>{`${say.code} ${addressOf(url)}`}</p>
          <p class="typed-code">{code}</p>
          <p>{say.expires(timeOf(expires_at), agoOf(expires_at, new Date(now.value)))}</p>
          <p class="hint">{say.once}</p>
          <CopyLink url={url} />
        </div>
      </div>
    </Card>
  );
}

/** The address without its secret, for typing. */
function addressOf(url: string): string {
  const { host, pathname } = new URL(url);
  return host + pathname;
}
