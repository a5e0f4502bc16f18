import { Button, Card, ErrorSummary } from '../../ui';
import { timeOf } from '../format';
import { failed, useForm } from '../forms';
import { useAction, useLoaded } from '../hooks';
import { Line } from '../parts/Line';
import { Loaded, Refusal } from '../parts/Loaded';
import { office } from './api';
import type { ClinikoState } from './shapes';
import { say } from './words';

const own = say.cliniko;

/** The connection to Cliniko: its key goes in and is never shown again; what the last look found; and its end. */
export function Cliniko() {
  const state = useLoaded('cliniko', () => office.cliniko());
  const form = useForm(
    { key: '' },
    ({ key }) => failed<{ key: string }>({ key: key.trim() === '' && own.keyMissing }),
    async ({ key }) => {
      state.set(await office.setCliniko(key.trim()));
      form.change({ key: '' });
    },
  );
  const end = useAction(async () => {
    await office.endCliniko();
    state.reload();
  });
  return (
    <Card kind="plain" heading={own.title}>
      <p>{own.text}</p>
      <Loaded of={state}>
        {(found) => (
          <>
            {found.connected ? <Standing found={found} /> : <p>{own.off}</p>}
            <form class="stack" noValidate onSubmit={form.submit}>
              <ErrorSummary errors={form.list} />
              <Refusal problem={form.problem ?? end.problem} />
              <Line form={form} name="key" label={own.key} hint={own.keyHint} type="password" autocomplete="off" />
              <div class="row">
                <Button type="submit" off={form.busy}>
                  {found.connected ? own.replace : own.connect}
                </Button>
                {found.connected && (
                  <Button kind="quiet" off={end.busy} onClick={end.run}>
                    {own.end}
                  </Button>
                )}
              </div>
            </form>
          </>
        )}
      </Loaded>
    </Card>
  );
}

function Standing({ found: { by, since, looked_at, not_before, trouble, kept, left_out } }: { found: ClinikoState }) {
  return (
    <div role="status" class="stack">
      <p>{own.on(by ?? '', timeOf(since ?? ''))}</p>
      {trouble && <p>{own.trouble(trouble)}</p>}
      {looked_at === null ? (
        <p>{own.waiting}</p>
      ) : (
        <p>
          {own.looked(timeOf(looked_at))}{' '}
          {kept.length > 0
            ? kept.map(({ what, count }) => `${count} ${say.imports.becomes[what] ?? what}`).join(', ')
            : !trouble && own.nothing}
        </p>
      )}
      {not_before && <p class="hint">{own.notBefore(timeOf(not_before))}</p>}
      {left_out.length > 0 && (
        <>
          <p class="hint">{own.leftOut}</p>
          <ul class="entry-symptoms">
            {left_out.map(({ what, count }) => (
              <li key={what}>{own.count(count, what)}</li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}
