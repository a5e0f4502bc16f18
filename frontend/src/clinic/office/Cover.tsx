import { Button, Card, ErrorSummary } from '../../ui';
import { instantOf, timeOf } from '../format';
import { failed, useForm } from '../forms';
import { useAction, useLoaded } from '../hooks';
import { PickOne } from '../parts/choices';
import { Line } from '../parts/Line';
import { Loaded, Refusal } from '../parts/Loaded';
import { me } from '../staff';
import { office } from './api';
import { OfficePage } from './Page';
import type { Cover, Member } from './shapes';
import { say } from './words';

const own = say.cover;

export function CoverScreen() {
  const cover = useLoaded('cover', () => office.cover());
  const members = useLoaded('members', () => office.members());
  const isManager = me.value?.roles.includes('manager') ?? false;
  return (
    <OfficePage of={own}>
      <Card kind="plain" heading={own.title}>
        <Loaded of={cover}>
          {({ results }) => (
            <>
              {results.length === 0 && <p>{own.none}</p>}
              <ul class="history plain-list">
                {results.map((each) => (
                  <Row key={each.id} cover={each} isManager={isManager} onChange={cover.reload} />
                ))}
              </ul>
            </>
          )}
        </Loaded>
      </Card>
      {isManager ? (
        <Loaded of={members}>{({ results }) => <Arrange members={results} onDone={cover.reload} />}</Loaded>
      ) : (
        <p class="hint">{say.readOnly}</p>
      )}
    </OfficePage>
  );
}

interface RowProps {
  cover: Cover;
  isManager: boolean;
  onChange: () => void;
}

function Row({ cover, isManager, onChange }: RowProps) {
  const end = useAction(async () => {
    await office.endCover(cover.id);
    onChange();
  });
  const whom = cover.covers?.name ?? own.everyone;
  const until = cover.ends_at ? own.until(timeOf(cover.ends_at)) : own.standing;
  return (
    <li class="stack">
      <p>
        <strong>{own.for(cover.user.name, whom)}</strong>
        <br />
        {own.from(timeOf(cover.starts_at))}, {until}
      </p>
      <Refusal problem={end.problem} />
      {isManager && (
        <div>
          <Button kind="quiet" off={end.busy} onClick={end.run} aria-label={own.endOf(cover.user.name, whom)}>
            {own.end}
          </Button>
        </div>
      )}
    </li>
  );
}

interface Draft {
  user: string;
  covers: string;
  starts_at: string;
  ends_at: string;
}

const EMPTY: Draft = { user: '', covers: '', starts_at: '', ends_at: '' };

function Arrange({ members, onDone }: { members: Member[]; onDone: () => void }) {
  const atWork = members.filter(({ roles }) => roles.some((role) => role !== 'auditor'));
  const people = Object.fromEntries(atWork.map(({ id, name }) => [id, name]));
  const form = useForm(
    EMPTY,
    ({ user, starts_at, ends_at }) =>
      failed<Draft>({
        user: user === '' && own.whoMissing,
        starts_at: instantOf(starts_at) === null && own.startsMissing,
        ends_at: ends_at !== '' && ends_at <= starts_at && own.endsBefore,
      }),
    async ({ user, covers, starts_at, ends_at }) => {
      const starts = instantOf(starts_at) ?? '';
      await office.arrangeCover({ user, covers: covers || null, starts_at: starts, ends_at: instantOf(ends_at) });
      form.change(EMPTY);
      onDone();
    },
  );
  return (
    <form class="card form" noValidate onSubmit={form.submit}>
      <h2>{own.add}</h2>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <div class="two-fields">
        {(['user', 'covers'] as const).map((name) => (
          <PickOne
            key={name}
            form={form}
            name={name}
            label={name === 'user' ? own.who : own.whom}
            of={people}
            none={name === 'user' ? own.choose : own.everyone}
          />
        ))}
        {(['starts_at', 'ends_at'] as const).map((name) => (
          <Line
            key={name}
            form={form}
            name={name}
            label={name === 'starts_at' ? own.starts : own.ends}
            hint={name === 'ends_at' ? own.endsHint : undefined}
            type="datetime-local"
          />
        ))}
      </div>
      <Button type="submit" off={form.busy}>
        {own.button}
      </Button>
    </form>
  );
}
