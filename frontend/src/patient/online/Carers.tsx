import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { dateOf, nowInstant, shortWhenOf } from '../../lib/dates';
import { type Carer, type InvitedCarer, inviteCarer, readCarers, revokeCarer } from '../../lib/ownership';
import { Button, Field } from '../../ui';
import { AskFirst } from '../mine/AskFirst';
import { Form } from '../parts/Form';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';

/** Who writes in this diary besides the patient: asked here, and taken off here. */
export function Carers() {
  const [carers, setCarers] = useState<Carer[] | null>();
  const [invited, setInvited] = useState<InvitedCarer>();
  const load = async () => {
    const reply = await readCarers();
    setCarers(reply.kind === 'ok' ? reply.body.results : null);
  };
  useEffect(() => {
    void load();
  }, []);
  const onInvited = async (made: InvitedCarer) => {
    setInvited(made);
    await load();
  };
  return (
    <>
      <Heading title={t('carers.heading')} />
      <p>{t('carers.about')}</p>
      {carers === null && <p>{t('settings.allowOffline')}</p>}
      <ul class="stack" role="list">
        {carers?.map((carer) => (
          <Line key={carer.id} carer={carer} onGone={load} />
        ))}
      </ul>
      {invited && (
        <div class="banner stack" role="status">
          <p>
            {t('carers.code', {
              name: invited.name,
              where: `${location.host}/app/pair`,
              date: dateOf(invited.expires_at),
            })}
          </p>
          <p class="code">{invited.code}</p>
        </div>
      )}
      {carers && <Ask onInvited={onInvited} />}
      <Link to="/app/settings" kind="quiet" full>
        {t('app.back')}
      </Link>
    </>
  );
}

function Ask({ onInvited }: { onInvited: (made: InvitedCarer) => Promise<void> }) {
  const [name, setName] = useState('');
  const [error, setError] = useState<string>();
  const onAsk = async () => {
    if (name.trim() === '') return setError(t('carers.nameMissing'));
    const reply = await inviteCarer(name.trim());
    if (reply.kind === 'unreachable') return setError(t('app.noConnection'));
    if (reply.kind === 'problem') return setError(reply.problem.detail);
    setError(undefined);
    setName('');
    await onInvited(reply.body);
  };
  return (
    <Form onSubmit={onAsk}>
      <Field label={t('carers.name')} error={error}>
        <input
          id="carer"
          autocomplete="off"
          maxLength={80}
          value={name}
          onInput={(event) => setName(event.currentTarget.value)}
        />
      </Field>
      <Button type="submit" kind="quiet" full>
        {t('carers.ask')}
      </Button>
    </Form>
  );
}

function Line({ carer, onGone }: { carer: Carer; onGone: () => Promise<void> }) {
  return (
    <li class="purpose stack">
      <div>
        <p class="strong">{carer.name}</p>
        <p class="hint">
          {carer.seen_at ? t('carers.seen', { when: shortWhenOf(carer.seen_at, nowInstant()) }) : t('carers.unpaired')}
        </p>
      </div>
      <AskFirst
        label={
          <>
            {t('remind.remove')}
            <span class="visually-hidden"> {carer.name}</span>
          </>
        }
        question={t('carers.sure', { name: carer.name })}
        yes={t('carers.yes')}
        act={() => revokeCarer(carer.id)}
        onDone={onGone}
      />
    </li>
  );
}
