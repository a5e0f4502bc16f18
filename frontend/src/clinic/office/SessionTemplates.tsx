import { useState } from 'preact/hooks';
import { uuid7 } from '../../lib/uuid7';
import { Button, Card, ErrorSummary } from '../../ui';
import { failed, useForm } from '../forms';
import { useAction, useLoaded } from '../hooks';
import { Line } from '../parts/Line';
import { Loaded, Refusal } from '../parts/Loaded';
import { treatmentOf as inOneLine } from '../parts/PatientCare';
import { TreatmentFields } from '../parts/SessionFields';
import { checkTreatment, type Treatment, treatmentOf } from '../session-draft';
import type { SessionTemplate } from '../shapes';
import { me } from '../staff';
import { office } from './api';
import { OfficePage } from './Page';
import { say } from './words';

const own = say.sessionTemplates;

/** What a clinic often does in a session, kept under a name. */
export function SessionTemplatesScreen() {
  const kept = useLoaded('session-templates', () => office.sessionTemplates());
  const [open, setOpen] = useState<SessionTemplate | null>(null);
  const isManager = me.value?.roles.includes('manager') ?? false;
  const done = () => {
    setOpen(null);
    kept.reload();
  };
  return (
    <OfficePage of={own}>
      <Card kind="plain" heading={own.title}>
        <Loaded of={kept}>
          {({ results }) => (
            <>
              {results.length === 0 && <p>{own.none}</p>}
              <ul class="history plain-list">
                {results.map((each) => (
                  <Row
                    key={each.id}
                    template={each}
                    isManager={isManager}
                    onOpen={() => setOpen(each)}
                    onChange={done}
                  />
                ))}
              </ul>
            </>
          )}
        </Loaded>
      </Card>
      {isManager && <TemplateForm key={open?.id} template={open} onDone={done} />}
    </OfficePage>
  );
}

interface RowProps {
  template: SessionTemplate;
  isManager: boolean;
  onOpen: () => void;
  onChange: () => void;
}

function Row({ template, isManager, onOpen, onChange }: RowProps) {
  const { id, name, points } = template;
  const remove = useAction(async () => {
    await office.removeSessionTemplate(id);
    onChange();
  });
  return (
    <li class="stack">
      <p>
        <strong>{name}</strong>
        <br />
        {[inOneLine({ ...template, nrs_before: null }), points.join(', ')].filter(Boolean).join(' · ')}
      </p>
      <Refusal problem={remove.problem} />
      {isManager && (
        <div class="row">
          <Button kind="quiet" onClick={onOpen}>
            {own.change(name)}
          </Button>
          <Button kind="quiet" off={remove.busy} onClick={remove.run}>
            {own.remove(name)}
          </Button>
        </div>
      )}
    </li>
  );
}

type Draft = Treatment & { name: string };

function draftOf(template: SessionTemplate | null): Draft {
  return {
    name: template?.name ?? '',
    modality: template?.modality ?? 'acupuncture',
    regions: template?.regions ?? [],
    needles: template?.needles?.toString() ?? '',
    retention_minutes: template?.retention_minutes?.toString() ?? '',
    position: template?.position ?? '',
    points: template?.points.join(', ') ?? '',
  };
}

function TemplateForm({ template, onDone }: { template: SessionTemplate | null; onDone: () => void }) {
  const form = useForm<Draft>(
    draftOf(template),
    (draft) =>
      failed<Draft>({
        name: draft.name.trim() === '' && own.nameMissing,
        ...checkTreatment(draft),
      }),
    async ({ name, ...draft }) => {
      await office.keepSessionTemplate(template?.id ?? uuid7(), { name: name.trim(), ...treatmentOf(draft) });
      form.change(draftOf(null));
      onDone();
    },
  );
  return (
    <form class="card form" noValidate onSubmit={form.submit}>
      <h2>{template ? own.change(template.name) : own.add}</h2>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <Line form={form} name="name" label={own.name} autocomplete="off" />
      <TreatmentFields form={form} />
      <p class="hint">{own.regionsHint}</p>
      <Button type="submit" off={form.busy}>
        {own.button}
      </Button>
    </form>
  );
}
