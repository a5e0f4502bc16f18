import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button, Card, ErrorSummary } from '../../ui';
import { failed, useForm } from '../forms';
import { useLoaded } from '../hooks';
import { Line } from '../parts/Line';
import { Loaded } from '../parts/Loaded';
import { MODALITIES } from '../vocabulary';
import { words } from '../words';
import { IntervalBar, SurvivalChart, SurvivalList } from './AuditCharts';
import { csvOf, office } from './api';
import type { Audit, ByModality, Precision, Settling, Share } from './audit-shapes';
import { audit as own } from './audit-words';
import { OfficePage } from './Page';

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;

interface Period {
  from: string;
  to: string;
}

export function AuditScreen() {
  const [period, setPeriod] = useState<Period>(() => ({ from: dayOf(Date.now() - YEAR_MS), to: dayOf(Date.now()) }));
  const audit = useLoaded(`${period.from} ${period.to}`, () => office.audit(period));
  const form = useForm(
    period,
    ({ from, to }) => failed<Period>({ to: !(from && to && from < to) && own.toWrong }),
    async (draft) => setPeriod(draft),
  );
  return (
    <OfficePage of={own}>
      <form class="card form" noValidate onSubmit={form.submit}>
        <ErrorSummary errors={form.list} />
        <div class="two-fields">
          {(['from', 'to'] as const).map((name) => (
            <Line key={name} form={form} name={name} label={own[name]} type="date" />
          ))}
        </div>
        <div class="row">
          <Button type="submit">{own.show}</Button>
          <a class="button button-quiet" href={csvOf(period)} download>
            {own.csv}
          </a>
        </div>
      </form>
      <Loaded of={audit}>{(value) => <Figures audit={value} />}</Loaded>
    </OfficePage>
  );
}

function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

function Figures({ audit }: { audit: Audit }) {
  const few = (count: number | null) => (count === null ? own.few : String(count));
  return (
    <>
      <p role="status">{own.counted(few(audit.patients), few(audit.sessions), audit.not_counted)}</p>
      <Figure heading={own.completion} text={own.completionText}>
        <ShareLine share={audit.completion} />
      </Figure>
      <SettlingFigure settling={audit.settling} />
      <Figure heading={own.flares} text={own.flaresText}>
        <Modalities rows={audit.flares} />
      </Figure>
      <Figure heading={own.adverse} text={own.adverseText}>
        <Modalities rows={audit.adverse_events} />
      </Figure>
      <RespondersFigure responders={audit.responders} />
      <PrecisionFigure audit={audit} />
    </>
  );
}

function Figure({ heading, text, children }: { heading: string; text: string; children: ComponentChildren }) {
  return (
    <Card kind="plain" heading={heading}>
      <p class="hint">{text}</p>
      {children}
    </Card>
  );
}

function ShareLine({ share, name }: { share: Share; name?: string | undefined }) {
  const { of, events, share: value, low, high } = share;
  const isTold = of !== null && events !== null && value !== null && low !== null && high !== null;
  return (
    <div class="figure-line">
      <p>
        {name && <strong>{name}: </strong>}
        {isTold ? own.share(events, of, value, low, high) : own.notTold}
      </p>
      <IntervalBar {...share} />
    </div>
  );
}

function Modalities({ rows }: { rows: ByModality[] }) {
  const names: Readonly<Record<string, string>> = MODALITIES;
  return (
    <>
      {rows.map((row) => (
        <ShareLine key={row.modality} share={row} name={names[row.modality] ?? own.all} />
      ))}
    </>
  );
}

function SettlingFigure({ settling }: { settling: Settling | null }) {
  if (!settling) {
    return (
      <Figure heading={own.settling} text={own.settlingText}>
        <p>{own.notTold}</p>
      </Figure>
    );
  }
  const { median, settled, followed } = settling;
  const half = median === null ? own.noMedian : own.median(Math.round(median));
  const said = own.settlingSaid(half, settled, followed);
  return (
    <Figure heading={own.settling} text={own.settlingText}>
      <p>{said}</p>
      <SurvivalChart settling={settling} label={`${own.settling}. ${said}`} />
      <SurvivalList settling={settling} />
    </Figure>
  );
}

function RespondersFigure({ responders: { courses, missing, known, worst, best } }: Pick<Audit, 'responders'>) {
  const isTold = courses !== null && missing !== null && worst !== null && best !== null;
  return (
    <Figure heading={own.responders} text={own.respondersText}>
      <ShareLine share={known} name={own.known} />
      {isTold && <p>{own.cases(worst, best, missing, courses)}</p>}
    </Figure>
  );
}

function PrecisionFigure({ audit: { precision, minutes_to_answer } }: { audit: Audit }) {
  const levels: Readonly<Record<string, string>> = words.level;
  const rules: Readonly<Record<string, string>> = words.rule;
  return (
    <Card kind="plain" heading={own.precision}>
      {precision.length === 0 && <p>{words.none}</p>}
      <ul class="history plain-list">
        {precision.map((row) => (
          <li key={row.rule}>
            <p>
              <strong>{rules[row.rule] ?? row.rule}</strong>: {ruleSaid(row)}
            </p>
          </li>
        ))}
      </ul>
      {minutes_to_answer.map(({ level, minutes }) => (
        <p key={level}>{own.level(levels[level] ?? level, minutes)}</p>
      ))}
    </Card>
  );
}

function ruleSaid({ fired, actioned, precision, minutes_to_answer }: Precision): string {
  if (actioned === null || precision === null) return own.fired(fired);
  const answered = minutes_to_answer === null ? '' : `; ${own.minutes(minutes_to_answer)}`;
  return own.rule(actioned, fired, precision) + answered;
}
