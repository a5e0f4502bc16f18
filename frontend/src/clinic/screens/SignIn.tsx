import { useState } from 'preact/hooks';
import { Button, ErrorSummary } from '../../ui';
import { api } from '../api';
import { failed, useForm } from '../forms';
import { useAction } from '../hooks';
import { go, place } from '../navigation';
import { Line } from '../parts/Line';
import { Refusal } from '../parts/Loaded';
import { Screen } from '../parts/Screen';
import { placeAfterSignIn } from '../routes';
import { answerSecondFactor, knowsPasskeys, type SignInStep, signInWithPassword, usePasskey } from '../signing-in';
import { me } from '../staff';
import { words } from '../words';

/** E-mail and password, then a second factor where one is set; afterwards back to where the sign-in was lost. */
export function SignInScreen() {
  const [needsCode, setNeedsCode] = useState(false);
  const from = new URLSearchParams(place.value.hash.slice(1)).get('from');
  const next = async (step: SignInStep) => {
    if (step === 'second-factor') return setNeedsCode(true);
    me.value = await api.me();
    go(placeAfterSignIn(from), { replace: true });
  };
  return (
    <main class="frame-main frame-narrow">
      <Screen
        title={needsCode ? words.signIn.secondFactor : words.signIn.title}
        above={<p class="frame-mark">{words.product}</p>}
        below={<Why from={from} />}
      >
        {needsCode ? <SecondFactor next={next} /> : <Password next={next} />}
        <p class="hint">{words.signIn.link}</p>
      </Screen>
    </main>
  );
}

function Why({ from }: { from: string | null }) {
  return from ? <p>{words.signIn.ended}</p> : null;
}

interface StepProps {
  next: (step: SignInStep) => Promise<void>;
}

function Password({ next }: StepProps) {
  const form = useForm(
    { email: '', password: '' },
    ({ email, password }) =>
      failed({
        email: email.trim() === '' && words.signIn.emailMissing,
        password: password === '' && words.signIn.passwordMissing,
      }),
    async ({ email, password }) => next(await signInWithPassword(email.trim(), password)),
  );
  return (
    <form class="stack" noValidate onSubmit={form.submit}>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} heading={words.signIn.failed} />
      <Line form={form} name="email" label={words.signIn.email} type="email" autocomplete="username" />
      <Line form={form} name="password" label={words.signIn.password} type="password" autocomplete="current-password" />
      <Button type="submit" full off={form.busy}>
        {words.signIn.button}
      </Button>
      <Passkey purpose="login" next={next} />
    </form>
  );
}

function SecondFactor({ next }: StepProps) {
  const form = useForm(
    { code: '' },
    ({ code }) => failed({ code: code.trim() === '' && words.signIn.codeMissing }),
    async ({ code }) => next(await answerSecondFactor(code.trim())),
  );
  return (
    <form class="stack" noValidate onSubmit={form.submit}>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} heading={words.signIn.failed} />
      <Line
        form={form}
        name="code"
        label={words.signIn.code}
        hint={words.signIn.codeHint}
        autocomplete="one-time-code"
      />
      <Button type="submit" full off={form.busy}>
        {words.signIn.codeButton}
      </Button>
      <Passkey purpose="authenticate" next={next} />
    </form>
  );
}

function Passkey({ purpose, next }: StepProps & { purpose: 'login' | 'authenticate' }) {
  const use = useAction(async () => next(await usePasskey(purpose)));
  if (!knowsPasskeys()) return null;
  return (
    <>
      <Refusal problem={use.problem} heading={words.signIn.failed} />
      <Button kind="quiet" full off={use.busy} onClick={use.run}>
        {words.signIn.passkey}
      </Button>
    </>
  );
}
