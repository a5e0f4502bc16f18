import { useState } from 'preact/hooks';
import { Button, Card, ErrorSummary, FieldGroup } from '../../ui';
import { shortDayOf, timeOf } from '../format';
import { failed, useForm } from '../forms';
import { useAction, useLoaded } from '../hooks';
import { Checks } from '../parts/choices';
import { Line } from '../parts/Line';
import { Loaded, Refusal } from '../parts/Loaded';
import { office } from './api';
import { Cliniko } from './Cliniko';
import { OfficePage, Once } from './Page';
import type { Token, Webhook } from './shapes';
import { say } from './words';

const own = say.connections;

export function ConnectionsScreen() {
  return (
    <OfficePage of={own}>
      <Webhooks />
      <Tokens />
      <Cliniko />
    </OfficePage>
  );
}

function Webhooks() {
  const webhooks = useLoaded('webhooks', () => office.webhooks());
  const [secret, setSecret] = useState('');
  const form = useForm(
    { url: '' },
    ({ url }) => failed<{ url: string }>({ url: url.trim() === '' && own.urlMissing }),
    async ({ url }) => {
      setSecret((await office.addWebhook(url.trim())).secret ?? '');
      form.change({ url: '' });
      webhooks.reload();
    },
  );
  return (
    <Card kind="plain" heading={own.webhooks}>
      <p>{own.webhooksText}</p>
      <Loaded of={webhooks}>
        {({ results }) => (
          <ul class="history plain-list">
            {results.map((webhook) => (
              <WebhookRow key={webhook.id} webhook={webhook} onSecret={setSecret} onChange={webhooks.reload} />
            ))}
          </ul>
        )}
      </Loaded>
      {secret && <Once label={own.secret} text={secret} />}
      <form class="stack" noValidate onSubmit={form.submit}>
        <ErrorSummary errors={form.list} />
        <Refusal problem={form.problem} />
        <Line form={form} name="url" label={own.url} type="url" autocomplete="off" />
        <div>
          <Button type="submit" off={form.busy}>
            {own.add}
          </Button>
        </div>
      </form>
    </Card>
  );
}

interface WebhookProps {
  webhook: Webhook;
  onSecret: (secret: string) => void;
  onChange: () => void;
}

function WebhookRow({ webhook: { id, url, user, active, secret_since }, onSecret, onChange }: WebhookProps) {
  const stop = useAction(async () => {
    await office.stopWebhook(id);
    onChange();
  });
  const rotate = useAction(async () => {
    onSecret((await office.rotateWebhook(id)).secret);
    onChange();
  });
  return (
    <li class="stack">
      <p class="breaks">
        <strong>{url}</strong>
        <br />
        <span class="hint">{active ? own.since(user.name, shortDayOf(secret_since)) : own.stopped}</span>
      </p>
      <Refusal problem={stop.problem ?? rotate.problem} />
      {active && (
        <div class="row">
          <Button kind="quiet" off={stop.busy} onClick={stop.run}>
            {own.stop(url)}
          </Button>
          <Button kind="quiet" off={rotate.busy} onClick={rotate.run}>
            {own.rotate(url)}
          </Button>
        </div>
      )}
    </li>
  );
}

function Tokens() {
  const tokens = useLoaded('tokens', () => office.tokens());
  const [secret, setSecret] = useState('');
  return (
    <Card kind="plain" heading={own.tokens}>
      <p>{own.tokensText}</p>
      <Loaded of={tokens}>
        {({ results, scopes }) => (
          <>
            {results.length === 0 && <p class="hint">{own.none}</p>}
            <ul class="history plain-list">
              {results.map((token) => (
                <TokenRow key={token.id} token={token} scopes={scopes} onChange={tokens.reload} />
              ))}
            </ul>
            {secret && <Once label={own.tokens} text={secret} />}
            <NewTokenForm
              scopes={scopes}
              onMade={(made) => {
                setSecret(made);
                tokens.reload();
              }}
            />
          </>
        )}
      </Loaded>
    </Card>
  );
}

interface TokenProps {
  token: Token;
  scopes: Record<string, string>;
  onChange: () => void;
}

function TokenRow({ token, scopes, onChange }: TokenProps) {
  const end = useAction(async () => {
    await office.endToken(token.id);
    onChange();
  });
  return (
    <li class="stack">
      <p>
        <strong>{token.name}</strong>: {token.scopes.map((scope) => scopes[scope] ?? scope).join('; ')}
        <br />
        <span class="hint">{token.last_used_at ? own.used(timeOf(token.last_used_at)) : own.unused}</span>
      </p>
      <Refusal problem={end.problem} />
      <div>
        <Button kind="quiet" off={end.busy} onClick={end.run}>
          {own.end(token.name)}
        </Button>
      </div>
    </li>
  );
}

interface NewTokenProps {
  scopes: Record<string, string>;
  onMade: (secret: string) => void;
}

function NewTokenForm({ scopes, onMade }: NewTokenProps) {
  const EMPTY = { name: '', scopes: [] as string[] };
  const form = useForm(
    EMPTY,
    (draft) =>
      failed<typeof EMPTY>({
        name: draft.name.trim() === '' && own.nameMissing,
        scopes: draft.scopes.length === 0 && own.scopesMissing,
      }),
    async (draft) => {
      const made = await office.addToken({ name: draft.name.trim(), scopes: draft.scopes });
      form.change(EMPTY);
      onMade(made.token);
    },
  );
  const { draft, change, errors } = form;
  return (
    <form class="stack" noValidate onSubmit={form.submit}>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <Line form={form} name="name" label={own.name} autocomplete="off" />
      <FieldGroup label={own.scopes} error={errors.scopes}>
        <Checks of={scopes} name="scopes" chosen={draft.scopes} onChange={(chosen) => change({ scopes: chosen })} />
      </FieldGroup>
      <div>
        <Button type="submit" off={form.busy}>
          {own.make}
        </Button>
      </div>
    </form>
  );
}
