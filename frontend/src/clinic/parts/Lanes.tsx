import { useRef } from 'preact/hooks';
import { Card } from '../../ui';
import { useWidth } from '../../ui/useWidth';
import { dayOf } from '../format';
import type { Entry, Timeline } from '../shapes';
import { words } from '../words';

const say = words.lanes;
const DAY = 24 * 60 * 60 * 1000;
const MOST_DAYS = 56;
const WIDTH_AT_FIRST = 720;
const START = 104;
const HEIGHT = 22;
const TALL = 66;

interface Mark {
  at: number;
  /** Of a score: 0 to 10. Of a gap: until when. */
  nrs?: number;
  until?: number;
  kind: string;
}

/** What the lanes hold, newest MOST_DAYS days; empty lanes stay, so that nothing reads as not asked. */
export function lanesOf({ entries, sessions, alerts, gaps }: Timeline, now: number): Record<string, Mark[]> {
  const from = now - MOST_DAYS * DAY;
  const when = (instant: string) => new Date(instant).getTime();
  const of = (chosen: readonly Entry[], kind: string) => chosen.map((each) => ({ at: when(each.recorded_at), kind }));
  const lanes = {
    scores: entries
      .filter((each) => each.nrs_average !== null)
      .map((each) => ({ at: when(each.recorded_at), nrs: each.nrs_average ?? 0, kind: 'score' })),
    symptoms: of(
      entries.filter((each) => each.symptoms.length > 0),
      'symptom',
    ),
    medicines: of(
      entries.filter((each) => (each.medicines ?? []).length > 0),
      'medicine',
    ),
    sessions: sessions.map((each) => ({ at: when(each.ended_at), kind: 'session' })),
    alerts: alerts.map((each) => ({ at: when(each.raised_at), kind: `alert-${each.level}` })),
    gaps: gaps.map((each) => ({ at: when(each.from), until: when(each.to), kind: 'gap' })),
  };
  const isShown = ({ at, until = at }: Mark) => until >= from && at <= now;
  return Object.fromEntries(Object.entries(lanes).map(([name, marks]) => [name, marks.filter(isShown)]));
}

/** Everything over time in one picture; the list below says the same in words. */
export function Lanes({ timeline, now }: { timeline: Timeline; now: number }) {
  const lanes = lanesOf(timeline, now);
  const first = Math.min(...Object.values(lanes).flatMap((marks) => marks.map(({ at }) => at)), now - 7 * DAY);
  const from = Math.max(first, now - MOST_DAYS * DAY);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, WIDTH_AT_FIRST);
  const x = (at: number) => START + ((Math.max(at, from) - from) / (now - from)) * (width - START - 8);
  const sentence = say.sentence(
    dayOf(new Date(from)),
    Object.entries(lanes).map(([name, marks]) => say.count(say.names[name] ?? name, marks.length)),
  );
  let top = 0;
  return (
    <Card kind="plain" heading={say.title}>
      <div ref={box}>
        <svg class="lanes" viewBox={`0 0 ${width} ${TALL + 5 * HEIGHT + 8}`} role="img" aria-label={sentence}>
          {Object.entries(lanes).map(([name, marks]) => {
            const height = name === 'scores' ? TALL : HEIGHT;
            const y = top;
            top += height;
            return (
              <g key={name}>
                <line class="lane-line" x1={0} x2={width} y1={y + height} y2={y + height} />
                <text x={0} y={y + height / 2 + 5}>
                  {say.names[name]}
                </text>
                {marks.map(({ at, nrs, until, kind }) =>
                  until === undefined ? (
                    <circle
                      key={`${kind}${at}`}
                      class={`lane-${kind}`}
                      cx={x(at)}
                      cy={nrs === undefined ? y + height / 2 : y + height - 5 - (nrs / 10) * (height - 10)}
                      r={nrs === undefined ? 5 : 3.5}
                    />
                  ) : (
                    <rect
                      key={at}
                      class="lane-gap"
                      x={x(at)}
                      y={y + 6}
                      width={Math.max(x(until) - x(at), 2)}
                      height={height - 12}
                    />
                  ),
                )}
              </g>
            );
          })}
        </svg>
      </div>
      <p class="hint">{sentence}</p>
    </Card>
  );
}
