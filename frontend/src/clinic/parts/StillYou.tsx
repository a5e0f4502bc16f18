import { useState } from 'preact/hooks';
import { Button, Dialog, Field } from '../../ui';
import { Problem } from '../api';
import { failed, useForm } from '../forms';
import { knowsPasskeys, showItIsYou, usePasskey } from '../signing-in';
import { asked, stillYouWords } from '../still-you';
import { words } from '../words';
import { Refusal } from './Loaded';

function ByPasskey() {
  const [refused, setRefused] = useState('');
  const confirm = async () => {
    try {
      await usePasskey('reauthenticate');
      asked.value?.(true);
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

/** Asks for the password or a code once more; what had to wait for it then goes on by itself. */
export function StillYou() {
  const form = useForm(
    { secret: '' },
    ({ secret }) => failed({ secret: secret === '' && stillYouWords.missing }),
    async ({ secret }) => {
      await showItIsYou(secret);
      form.change({ secret: '' });
      asked.value?.(true);
    },
  );
  return (
    <Dialog open={asked.value !== null} heading={stillYouWords.title} onClose={() => asked.value?.(false)}>
      <p>{stillYouWords.why}</p>
      <form class="stack" noValidate onSubmit={form.submit}>
        <Refusal problem={form.problem} />
        <Field label={stillYouWords.secret} error={form.errors.secret}>
          <input
            id="still-you"
            type="password"
            autocomplete="current-password"
            value={form.draft.secret}
            onInput={(event) => form.change({ secret: event.currentTarget.value })}
          />
        </Field>
        <Button type="submit" off={form.busy}>
          {stillYouWords.button}
        </Button>
      </form>
      {knowsPasskeys() && <ByPasskey />}
    </Dialog>
  );
}
