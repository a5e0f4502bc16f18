import { useState } from 'preact/hooks';
import { Button, Card, ErrorSummary } from '../../ui';
import { ask, type Problem } from '../api';
import { pictureOf, timeOf } from '../format';
import { failed, useForm } from '../forms';
import { type Loading, useAction, useLoaded } from '../hooks';
import { Line } from '../parts/Line';
import { Loaded, Refusal } from '../parts/Loaded';
import { knowsPasskeys, usePasskey } from '../signing-in';
import { OfficePage } from './Page';
import { type Factor, factors } from './security-api';
import { security as own } from './security-words';

const day = (seconds: number) => timeOf(new Date(seconds * 1000).toISOString());
const nameOf = (factor: Factor) =>
  factor.type === 'totp'
    ? own.app
    : factor.type === 'webauthn'
      ? own.passkey(factor.name ?? '')
      : own.codes(factor.unused_code_count ?? 0);

/** Factors, password and sign-ins of whoever looks. What wants the person confirmed first asks for that above everything. */
export function SecurityScreen() {
  const all = useLoaded('factors', factors.all);
  const isLetOn = useLoaded('let-on', () =>
    ask('worklist?limit=1').then(
      () => true,
      (error: Problem) => error.code !== 'second_factor_needed',
    ),
  );
  const [codes, setCodes] = useState<string[]>([]);
  const [wants, setWants] = useState(false);
  const changed = async () => {
    setWants(false);
    setCodes(await factors.codes().catch(() => []));
    all.reload();
    isLetOn.reload();
  };
  const guarded = async (act: () => Promise<unknown>) => {
    try {
      await act();
    } catch (error) {
      if ((error as Problem).code === 'confirm') setWants(true);
      else throw error;
    }
  };
  const needsOne = isLetOn.state.kind === 'ready' && !isLetOn.state.value;
  const hasOne = all.state.kind === 'ready' && all.state.value.length > 0;
  return (
    <OfficePage of={own}>
      {needsOne && (
        <Card kind="warn" heading={own.needed} role="alert">
          <p>{own.neededText}</p>
        </Card>
      )}
      {(wants || (needsOne && hasOne)) && <Confirm done={changed} />}
      {codes.length > 0 && (
        <Card kind="plain" heading={own.codes(codes.length)} role="status">
          <p>{own.codesShown}</p>
          <ul class="plain-list">
            {codes.map((code) => (
              <li key={code}>
                <code class="secret">{code}</code>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Factors all={all} guarded={guarded} changed={changed} show={setCodes} />
      <Card kind="plain" heading={own.addPasskey}>
        <p>{knowsPasskeys() ? own.addPasskeyText : own.noPasskeys}</p>
        {knowsPasskeys() && <NewPasskey guarded={guarded} changed={changed} />}
      </Card>
      <NewApp all={all} guarded={guarded} changed={changed} />
      <Password guarded={guarded} />
      <Sessions />
    </OfficePage>
  );
}

interface Changing {
  guarded: (act: () => Promise<unknown>) => Promise<void>;
  changed: () => Promise<void>;
}

function Confirm({ done }: { done: () => Promise<void> }) {
  const form = useForm(
    { code: '', password: '' },
    ({ code, password }) => failed({ code: code.trim() === '' && password === '' && own.confirmMissing }),
    async ({ code, password }) => {
      await (password ? factors.confirmPassword(password) : factors.confirmCode(code.trim()));
      await done();
    },
  );
  const passkey = useAction(async () => {
    await usePasskey('reauthenticate');
    await done();
  });
  return (
    <Card kind="plain" heading={own.confirm}>
      <form class="stack" noValidate onSubmit={form.submit}>
        <ErrorSummary errors={form.list} />
        <Refusal problem={form.problem ?? passkey.problem} />
        {knowsPasskeys() && (
          <Button kind="quiet" off={passkey.busy} onClick={passkey.run}>
            {own.withPasskey}
          </Button>
        )}
        <Line form={form} name="code" label={own.confirmCode} autocomplete="one-time-code" />
        <Line
          form={form}
          name="password"
          id="confirm-password"
          label={own.confirmPassword}
          type="password"
          autocomplete="current-password"
        />
        <Button type="submit" off={form.busy}>
          {own.confirmButton}
        </Button>
      </form>
    </Card>
  );
}

function Factors({
  all,
  guarded,
  changed,
  show,
}: Changing & { all: Loading<Factor[]>; show: (codes: string[]) => void }) {
  const remove = useAction(async (factor: Factor) => guarded(() => factors.remove(factor).then(changed)));
  const fresh = useAction(async () => guarded(async () => show(await factors.newCodes())));
  return (
    <Card kind="plain" heading={own.factors}>
      <Loaded of={all}>
        {(found) => (
          <>
            <Refusal problem={remove.problem ?? fresh.problem} />
            {found.length === 0 && <p>{own.none}</p>}
            <ul class="plain-list">
              {found.map((factor) => (
                <li key={`${factor.type}${factor.id ?? ''}`} class="row">
                  <span>
                    {nameOf(factor)}, {own.since(day(factor.created_at))}
                  </span>
                  {factor.type !== 'recovery_codes' && (
                    <Button kind="quiet" off={remove.busy} onClick={() => remove.run(factor)}>
                      {own.remove(nameOf(factor))}
                    </Button>
                  )}
                </li>
              ))}
            </ul>
            {found.length > 0 && (
              <Button kind="quiet" off={fresh.busy} onClick={fresh.run}>
                {own.newCodes}
              </Button>
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}

function NewPasskey({ guarded, changed }: Changing) {
  const form = useForm(
    { name: '' },
    ({ name }) => failed({ name: name.trim() === '' && own.nameMissing }),
    ({ name }) => guarded(() => factors.addPasskey(name.trim()).then(changed)),
  );
  return (
    <form class="stack" noValidate onSubmit={form.submit}>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <Line form={form} name="name" label={own.passkeyName} autocomplete="off" maxLength={60} />
      <Button type="submit" off={form.busy}>
        {own.addPasskey}
      </Button>
    </form>
  );
}

function NewApp({ all, guarded, changed }: Changing & { all: Loading<Factor[]> }) {
  const [key, setKey] = useState<Record<string, string> | null>(null);
  const begin = useAction(async () => guarded(async () => setKey(await factors.newApp())));
  const form = useForm(
    { app_code: '' },
    ({ app_code }) => failed({ app_code: app_code.trim() === '' && own.codeMissing }),
    ({ app_code }) =>
      guarded(async () => {
        await factors.addApp(app_code.trim());
        setKey(null);
        await changed();
      }),
  );
  if (all.state.kind !== 'ready' || all.state.value.some((factor) => factor.type === 'totp')) return null;
  return (
    <Card kind="plain" heading={own.addApp}>
      <Refusal problem={begin.problem} />
      {key === null ? (
        <Button kind="quiet" off={begin.busy} onClick={begin.run}>
          {own.addApp}
        </Button>
      ) : (
        <form class="stack" noValidate onSubmit={form.submit}>
          <p>
            {own.key}: <code class="secret">{key.secret?.match(/.{1,4}/g)?.join(' ')}</code>
          </p>
          <img class="qr" src={pictureOf(key.totp_svg ?? '')} alt={own.addApp} />
          <p>
            <a href={key.totp_url ?? ''}>{own.openApp}</a>
          </p>
          <ErrorSummary errors={form.list} />
          <Refusal problem={form.problem} />
          <Line form={form} name="app_code" label={own.code} inputMode="numeric" autocomplete="one-time-code" />
          <Button type="submit" off={form.busy}>
            {own.addApp}
          </Button>
        </form>
      )}
    </Card>
  );
}

function Password({ guarded }: Pick<Changing, 'guarded'>) {
  const [said, setSaid] = useState('');
  const form = useForm(
    { current: '', fresh: '' },
    ({ fresh }) => failed({ fresh: fresh.length < 15 && own.freshShort }),
    ({ current, fresh }) =>
      guarded(async () => {
        await factors.changePassword(current, fresh);
        form.change({ current: '', fresh: '' });
        setSaid(own.changed);
      }),
  );
  return (
    <Card kind="plain" heading={own.password}>
      <form class="stack" noValidate onSubmit={form.submit}>
        <ErrorSummary errors={form.list} />
        <Refusal problem={form.problem} />
        <Line
          form={form}
          name="current"
          label={own.current}
          hint={own.currentHint}
          type="password"
          autocomplete="current-password"
        />
        <Line form={form} name="fresh" label={own.fresh} type="password" autocomplete="new-password" />
        <Button type="submit" kind="quiet" off={form.busy}>
          {own.change}
        </Button>
        <p role="status">{said}</p>
      </form>
    </Card>
  );
}

function Sessions() {
  const all = useLoaded('sessions', factors.sessions);
  const end = useAction(async (id: number) => {
    await factors.endSession(id);
    all.reload();
  });
  return (
    <Card kind="plain" heading={own.sessions}>
      <Refusal problem={end.problem} />
      <Loaded of={all}>
        {(found) => (
          <ul class="plain-list">
            {found.map((each) => (
              <li key={each.id} class="row">
                <span>
                  {each.is_current ? own.here : each.user_agent}, {own.since(day(each.created_at))}
                </span>
                {!each.is_current && (
                  <Button kind="quiet" off={end.busy} onClick={() => end.run(each.id)}>
                    {own.end(each.user_agent)}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}
