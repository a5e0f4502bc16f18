import { useState } from 'preact/hooks';
import { uuid7 } from '../../lib/uuid7';
import { Button, Card, ErrorSummary } from '../../ui';
import { failed, useForm, wholeNumber } from '../forms';
import { useAction, useLoaded } from '../hooks';
import { PickOne } from '../parts/choices';
import { Line } from '../parts/Line';
import { Loaded, Refusal } from '../parts/Loaded';
import type { CoursePlan } from '../shapes';
import { MODALITIES } from '../vocabulary';
import { office } from './api';
import { say } from './words';

const own = say.plans;
const NAMES: Readonly<Record<string, string>> = MODALITIES;

/** Plans for a course. A change is the next version: courses that were begun with an earlier one keep it. */
export function Plans({ isManager }: { isManager: boolean }) {
  const plans = useLoaded('plans', () => office.plans());
  const [open, setOpen] = useState<CoursePlan | null>(null);
  const done = () => {
    setOpen(null);
    plans.reload();
  };
  return (
    <>
      <Card kind="plain" heading={own.title}>
        <p class="hint">{own.text}</p>
        <Loaded of={plans}>
          {({ results }) => (
            <>
              {results.length === 0 && <p>{own.none}</p>}
              <ul class="history plain-list">
                {results.map((plan) => (
                  <Row key={plan.id} plan={plan} isManager={isManager} onOpen={() => setOpen(plan)} onChange={done} />
                ))}
              </ul>
            </>
          )}
        </Loaded>
      </Card>
      {isManager && <PlanForm key={open ? open.id + open.version : ''} plan={open} onDone={done} />}
    </>
  );
}

interface RowProps {
  plan: CoursePlan;
  isManager: boolean;
  onOpen: () => void;
  onChange: () => void;
}

function Row({ plan, isManager, onOpen, onChange }: RowProps) {
  const retire = useAction(async () => {
    await office.retirePlan(plan.id);
    onChange();
  });
  const { name, modality, sessions, spacing_days, points, version } = plan;
  return (
    <li class="stack">
      <p>
        <strong>{name}</strong>
        <br />
        {own.says(NAMES[modality] ?? modality, sessions, spacing_days)} {points.join(', ')}
        <span class="hint"> · {own.version(version)}</span>
      </p>
      <Refusal problem={retire.problem} />
      {isManager && (
        <div class="row">
          <Button kind="quiet" onClick={onOpen}>
            {own.change(name)}
          </Button>
          <Button kind="quiet" off={retire.busy} onClick={retire.run}>
            {own.retire(name)}
          </Button>
        </div>
      )}
    </li>
  );
}

interface Draft {
  plan_name: string;
  modality: string;
  sessions: string;
  spacing_days: string;
  points: string;
}

function draftOf(plan: CoursePlan | null): Draft {
  return {
    plan_name: plan?.name ?? '',
    modality: plan?.modality ?? '',
    sessions: String(plan?.sessions ?? 8),
    spacing_days: String(plan?.spacing_days ?? 7),
    points: plan?.points.join(', ') ?? '',
  };
}

function PlanForm({ plan, onDone }: { plan: CoursePlan | null; onDone: () => void }) {
  const form = useForm(
    draftOf(plan),
    (draft) =>
      failed<Draft>({
        plan_name: draft.plan_name.trim() === '' && own.nameMissing,
        modality: draft.modality === '' && own.modalityMissing,
        sessions: !wholeNumber(draft.sessions, 1, 200) && own.sessionsWrong,
        spacing_days: !wholeNumber(draft.spacing_days, 1, 90) && own.daysWrong,
      }),
    async (draft) => {
      await office.keepPlan(plan?.id ?? uuid7(), {
        name: draft.plan_name.trim(),
        modality: draft.modality,
        sessions: Number(draft.sessions),
        spacing_days: Number(draft.spacing_days),
        points: draft.points.split(/[\s,;]+/).filter(Boolean),
      });
      form.change(draftOf(null));
      onDone();
    },
  );
  return (
    <form class="card form" noValidate onSubmit={form.submit}>
      <h2>{plan ? own.change(plan.name) : own.add}</h2>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <PickOne form={form} name="modality" label={own.modality} of={MODALITIES} />
      {(['plan_name', 'sessions', 'spacing_days', 'points'] as const).map((name) => (
        <Line
          key={name}
          form={form}
          name={name}
          label={own[name]}
          autocomplete="off"
          inputMode={name === 'sessions' || name === 'spacing_days' ? 'numeric' : undefined}
        />
      ))}
      <Button type="submit" off={form.busy}>
        {own.button}
      </Button>
    </form>
  );
}
