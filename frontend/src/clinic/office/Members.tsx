import { useState } from 'preact/hooks';
import { Button, Card, ErrorSummary, Field, FieldGroup } from '../../ui';
import { timeOf } from '../format';
import { failed, useForm } from '../forms';
import { useAction, useLoaded } from '../hooks';
import { Checks } from '../parts/choices';
import { Line } from '../parts/Line';
import { Loaded, Refusal } from '../parts/Loaded';
import { me } from '../staff';
import { office } from './api';
import { OfficePage } from './Page';
import type { Invited, Member, Members } from './shapes';
import { say } from './words';

const own = say.members;

export function MembersScreen() {
  const members = useLoaded('members', () => office.members());
  const [news, setNews] = useState('');
  const isManager = me.value?.roles.includes('manager') ?? false;
  const changed = (what: string) => {
    setNews(what);
    members.reload();
  };
  return (
    <OfficePage of={own}>
      <p role="status">{news}</p>
      <Loaded of={members}>{(value) => <List members={value} isManager={isManager} onChange={changed} />}</Loaded>
      {isManager ? <Invite onDone={changed} /> : <p class="hint">{say.readOnly}</p>}
    </OfficePage>
  );
}

interface ListProps {
  members: Members;
  isManager: boolean;
  onChange: (news: string) => void;
}

function List({ members: { results, invited }, isManager, onChange }: ListProps) {
  return (
    <>
      <Card kind="plain" heading={own.list}>
        <ul class="history plain-list">
          {results.map((member) => (
            <Row key={member.id} member={member} others={results} isManager={isManager} onChange={onChange} />
          ))}
        </ul>
      </Card>
      {invited.length > 0 && (
        <Card kind="plain" heading={own.invited}>
          <ul class="history plain-list">
            {invited.map((each) => (
              <Waiting key={each.id} invited={each} onChange={onChange} />
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}

interface RowProps {
  member: Member;
  others: Member[];
  isManager: boolean;
  onChange: (news: string) => void;
}

function Row({ member, others, isManager, onChange }: RowProps) {
  const [open, setOpen] = useState(false);
  const { name, email, roles, patients } = member;
  return (
    <li class="stack">
      <p class="told-name">
        <strong>{name}</strong> {roles.map((role) => own.roles[role] ?? role).join(', ')}
        {email && <span class="hint"> · {email}</span>}
        <span class="hint"> · {own.patients(patients)}</span>
      </p>
      {isManager && !open && (
        <div>
          <Button kind="quiet" onClick={() => setOpen(true)}>
            {own.change(name)}
          </Button>
        </div>
      )}
      {open && (
        <ChangeMember
          member={member}
          others={others.filter(({ id }) => id !== member.id)}
          onCancel={() => setOpen(false)}
          onDone={(news) => {
            setOpen(false);
            onChange(news);
          }}
        />
      )}
    </li>
  );
}

interface ChangeProps {
  member: Member;
  others: Member[];
  onCancel: () => void;
  onDone: (news: string) => void;
}

function ChangeMember({ member, others, onCancel, onDone }: ChangeProps) {
  const field = `roles-${member.id}`;
  const form = useForm(
    { roles: member.roles },
    ({ roles }) => failed<{ roles: string[] }>({ roles: roles.length === 0 && own.rolesMissing }),
    async ({ roles }) => {
      await office.setRoles(member.id, roles);
      onDone(say.saved);
    },
  );
  return (
    <>
      <form class="stack" noValidate onSubmit={form.submit}>
        <Refusal problem={form.problem} />
        <FieldGroup label={own.rolesOf(member.name)} error={form.errors.roles}>
          <Checks of={own.roles} name={field} chosen={form.draft.roles} onChange={(roles) => form.change({ roles })} />
        </FieldGroup>
        <div class="row">
          <Button type="submit" off={form.busy}>
            {say.save}
          </Button>
          <Button kind="quiet" onClick={onCancel}>
            {say.cancel}
          </Button>
        </div>
      </form>
      <LetGo member={member} others={others} onDone={onDone} />
    </>
  );
}

function LetGo({ member, others, onDone }: Omit<ChangeProps, 'onCancel'>) {
  const [successor, setSuccessor] = useState('');
  const leave = useAction(async () => {
    const left = await office.letGo(member.id, successor || null);
    onDone(own.left(member.name, left.patients, left.alerts));
  });
  return (
    <div class="stack">
      <Refusal problem={leave.problem} />
      <Field label={own.successor}>
        <select value={successor} onChange={(event) => setSuccessor(event.currentTarget.value)}>
          <option value="">{own.nobody}</option>
          {others.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </Field>
      <div>
        <Button kind="danger" off={leave.busy} onClick={leave.run}>
          {own.leave(member.name)}
        </Button>
      </div>
    </div>
  );
}

function Waiting({ invited, onChange }: { invited: Invited; onChange: (news: string) => void }) {
  const back = useAction(async () => {
    await office.takeBack(invited.id);
    onChange(say.saved);
  });
  return (
    <li class="stack">
      <p>
        <strong>{invited.name}</strong> {invited.email}
        <span class="hint"> · {own.until(timeOf(invited.expires_at))}</span>
      </p>
      <Refusal problem={back.problem} />
      <div>
        <Button kind="quiet" off={back.busy} onClick={back.run}>
          {own.takeBack(invited.email)}
        </Button>
      </div>
    </li>
  );
}

interface NewMember {
  name: string;
  email: string;
  roles: string[];
}

const EMPTY: NewMember = { name: '', email: '', roles: ['practitioner'] };

function Invite({ onDone }: { onDone: (news: string) => void }) {
  const form = useForm(
    EMPTY,
    ({ name, email, roles }) =>
      failed<NewMember>({
        name: name.trim() === '' && own.nameMissing,
        email: !email.includes('@') && own.emailMissing,
        roles: roles.length === 0 && own.rolesMissing,
      }),
    async ({ name, email, roles }) => {
      const made = await office.invite({ name: name.trim(), email: email.trim(), roles });
      form.change(EMPTY);
      onDone(made.emailed ? own.sent(made.email) : own.notSent(made.email));
    },
  );
  const { draft, change, errors } = form;
  return (
    <form class="card form" noValidate onSubmit={form.submit}>
      <h2>{own.add}</h2>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <Line form={form} name="name" label={own.name} autocomplete="off" />
      <Line form={form} name="email" label={own.email} hint={own.emailHint} type="email" autocomplete="off" />
      <FieldGroup label={own.role} error={errors.roles}>
        <Checks of={own.roles} name="roles" chosen={draft.roles} onChange={(roles) => change({ roles })} />
      </FieldGroup>
      <Button type="submit" off={form.busy}>
        {own.invite}
      </Button>
    </form>
  );
}
