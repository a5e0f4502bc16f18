import { useState } from 'preact/hooks';
import { Button, Card, Choice, ErrorSummary, Field, FieldGroup } from '../../ui';
import { timeOf } from '../format';
import { failed, useForm } from '../forms';
import { useAction } from '../hooks';
import { Line } from '../parts/Line';
import { Refusal } from '../parts/Loaded';
import { office } from './api';
import { OfficePage } from './Page';
import type { Imported, ImportFile } from './shapes';
import { say } from './words';

const own = say.imports;

interface Draft {
  from: 'file' | 'url';
  /** The chosen file; read when it is sent. */
  text: File | null;
  url: string;
}

/** A file is looked at first: nothing is kept before the second button. */
export function ImportScreen() {
  const [looked, setLooked] = useState<{ file: ImportFile; found: Imported } | null>(null);
  const form = useForm<Draft>(
    { from: 'file', text: null, url: '' },
    ({ from, text, url }) =>
      failed<Draft>({
        text: from === 'file' && text === null && own.fileMissing,
        url: from === 'url' && url.trim() === '' && own.urlMissing,
      }),
    async (draft) => {
      const file = await fileOf(draft);
      setLooked({ file, found: await office.bringIn(file, false) });
    },
  );
  const { draft, change, errors } = form;
  const changed = (part: Partial<Draft>) => {
    setLooked(null);
    change(part);
  };
  return (
    <OfficePage of={own}>
      <form class="card form" noValidate onSubmit={form.submit}>
        <ErrorSummary errors={form.list} />
        <Refusal problem={form.problem} />
        <FieldGroup label={own.where}>
          {(['file', 'url'] as const).map((from) => (
            <Choice
              key={from}
              type="radio"
              name="from"
              checked={draft.from === from}
              onChange={() => changed({ from })}
            >
              {own[from]}
            </Choice>
          ))}
        </FieldGroup>
        {draft.from === 'file' ? (
          <Field label={own.choose} hint={own.hint} error={errors.text}>
            <input
              id="text"
              type="file"
              accept=".csv,.ics,text/csv,text/calendar"
              onChange={(event) => changed({ text: event.currentTarget.files?.[0] ?? null })}
            />
          </Field>
        ) : (
          <Line
            form={{ ...form, change: changed }}
            name="url"
            label={own.address}
            hint={own.addressHint}
            type="url"
            autocomplete="off"
          />
        )}
        <Button type="submit" off={form.busy}>
          {own.look}
        </Button>
      </form>
      {looked && <Preview {...looked} onDone={(found) => setLooked({ ...looked, found })} />}
    </OfficePage>
  );
}

async function fileOf({ from, text: file, url }: Draft): Promise<ImportFile> {
  if (from === 'url') return { format: /\.csv($|\?)/i.test(url) ? 'csv' : 'ical', url: url.trim() };
  const text = (await file?.text()) ?? '';
  return { format: text.trimStart().startsWith('BEGIN:VCALENDAR') ? 'ical' : 'csv', text };
}

interface PreviewProps {
  file: ImportFile;
  found: Imported;
  onDone: (found: Imported) => void;
}

function Preview({ file, found, onDone }: PreviewProps) {
  const keep = useAction(async () => onDone(await office.bringIn(file, true)));
  const { applied, results, problems, counts } = found;
  return (
    <>
      {problems.length > 0 && (
        <Card kind="warn" heading={own.problems(problems.length)}>
          <ul class="history plain-list">
            {problems.map(({ line, reason }) => (
              <li key={line}>
                <p>{own.problem(line, reason)}</p>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card kind="plain" heading={applied ? own.done : own.preview}>
        <p role="status">{own.counted(results.length, own.counts(counts))}</p>
        <Refusal problem={keep.problem} />
        {!applied && results.length > 0 && (
          <div>
            <Button off={keep.busy} onClick={keep.run}>
              {own.keep(results.length)}
            </Button>
          </div>
        )}
        <ul class="history plain-list">
          {results.map(({ line, patient, starts_at, becomes }) => (
            <li key={line}>
              <p>
                {timeOf(starts_at)} <strong>{patient.name}</strong> <span class="hint">{own.becomes[becomes]}</span>
              </p>
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}
