import { useState } from 'preact/hooks';
import { Button, Dialog } from '../../ui';
import { Problem } from '../api';
import { failed, useForm } from '../forms';
import { knowsPasskeys, showItIsYou, usePasskey } from '../signing-in';
import { asked, stillYouWords } from '../still-you';
import { words } from '../words';
import { Line } from './Line';
import { Refusal } from './Loaded';

interface ShowWhoProps {
  onShown: () => void;
}

function ByPasskey({ onShown }: ShowWhoProps) {
  const [refused, setRefused] = useState('');
  const confirm = async () => {
    try {
      await usePasskey('reauthenticate');
      onShown();
    } catch (error) {
      setRefused(error instanceof Problem ? error.message : stillYouWords.wrong);
    }
  };
  return (
    <>
      {refused && <p role="alert">{refused}</p>}
      <Button kind="quiet" onClick={() => void confirm()}>
        {words.signIn.passkey}
      </Button>
    </>
  );
}

/** The password, a code or a passkey once more. */
export function ShowWho({ onShown }: ShowWhoProps) {
  const form = useForm(
    { secret: '' },
    ({ secret }) => failed({ secret: secret === '' && stillYouWords.missing }),
    async ({ secret }) => {
      await showItIsYou(secret);
      form.change({ secret: '' });
      onShown();
    },
  );
  return (
    <>
      <form class="stack" noValidate onSubmit={form.submit}>
        <Refusal problem={form.problem} />
        <Line
          form={form}
          name="secret"
          id="still-you"
          label={stillYouWords.secret}
          type="password"
          autocomplete="current-password"
        />
        <Button type="submit" off={form.busy}>
          {stillYouWords.button}
        </Button>
      </form>
      {knowsPasskeys() && <ByPasskey onShown={onShown} />}
    </>
  );
}

/** Asks once more who it is; what had to wait for it then goes on by itself. */
export function StillYou() {
  return (
    <Dialog open={asked.value !== null} heading={stillYouWords.title} onClose={() => asked.value?.(false)}>
      <p>{stillYouWords.why}</p>
      <ShowWho onShown={() => asked.value?.(true)} />
    </Dialog>
  );
}
