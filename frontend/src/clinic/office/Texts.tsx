import { uuid7 } from '../../lib/uuid7';
import { Button, Card, ErrorSummary } from '../../ui';
import { failed, useForm } from '../forms';
import { useAction, useLoaded } from '../hooks';
import { Line } from '../parts/Line';
import { Loaded, Refusal } from '../parts/Loaded';
import { me } from '../staff';
import { office } from './api';
import { OfficePage } from './Page';
import { Plans } from './Plans';
import type { Template } from './shapes';
import { say } from './words';

const own = say.texts;

export function TextsScreen() {
  const texts = useLoaded('texts', () => office.templates());
  const isManager = me.value?.roles.includes('manager') ?? false;
  return (
    <OfficePage of={own}>
      <Card kind="plain" heading={own.list}>
        <Loaded of={texts}>
          {({ results }) => (
            <ul class="history plain-list">
              {results.map((text) => (
                <Row key={text.id} text={text} mayRemove={isManager && !text.built_in} onChange={texts.reload} />
              ))}
            </ul>
          )}
        </Loaded>
      </Card>
      {isManager && <NewText onDone={texts.reload} />}
      <Plans isManager={isManager} />
    </OfficePage>
  );
}

interface RowProps {
  text: Template;
  mayRemove: boolean;
  onChange: () => void;
}

function Row({ text: { id, name, text }, mayRemove, onChange }: RowProps) {
  const remove = useAction(async () => {
    await office.removeTemplate(id);
    onChange();
  });
  return (
    <li class="stack">
      <p>
        <strong>{name}</strong>
        <br />
        {text}
      </p>
      <Refusal problem={remove.problem} />
      {mayRemove && (
        <div>
          <Button kind="quiet" off={remove.busy} onClick={remove.run}>
            {own.remove(name)}
          </Button>
        </div>
      )}
    </li>
  );
}

const EMPTY = { name: '', text: '' };

function NewText({ onDone }: { onDone: () => void }) {
  const form = useForm(
    EMPTY,
    ({ name, text }) =>
      failed<typeof EMPTY>({
        name: name.trim() === '' && own.nameMissing,
        text: text.trim() === '' && own.textMissing,
      }),
    async ({ name, text }) => {
      await office.keepTemplate(uuid7(), { name: name.trim(), text: text.trim() });
      form.change(EMPTY);
      onDone();
    },
  );
  return (
    <form class="card form" noValidate onSubmit={form.submit}>
      <h2>{own.add}</h2>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <Line form={form} name="name" label={own.name} autocomplete="off" />
      <Line form={form} name="text" label={own.words} hint={own.wordsHint} area rows={3} />
      <Button type="submit" off={form.busy}>
        {own.button}
      </Button>
    </form>
  );
}
