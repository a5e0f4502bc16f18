import type { Settling, Share } from './audit-shapes';
import { percent, audit as say } from './audit-words';

const WIDTH = 320;
const HEIGHT = 180;
const LEFT = 52;
const BOTTOM = 28;
const TICKS = [0, 0.25, 0.5, 0.75, 1];
const DAY = 24;

/** A share and its interval on a line from 0 to 100 %, beside words that say the same. */
export function IntervalBar({ share, low, high }: Share) {
  if (share === null || low === null || high === null) return null;
  const x = (value: number) => Math.round(4 + value * 192);
  return (
    <svg class="interval" viewBox="0 0 200 20" width="200" height="20" aria-hidden="true">
      <path class="chart-grid" d={TICKS.map((tick) => `M${x(tick)} 2V18`).join('')} />
      <path class="interval-line" d={`M${x(low)} 10H${x(high)}M${x(low)} 5V15M${x(high)} 5V15`} />
      <circle class="chart-point" cx={x(share)} cy={10} r={4} />
    </svg>
  );
}

/** The curve of Kaplan and Meier as steps, with its interval behind it. The sentence and the table say the same. */
export function SurvivalChart({ settling, label }: { settling: Settling; label: string }) {
  const { steps } = settling;
  const last = Math.max(DAY, ...steps.map(({ hours }) => hours));
  const x = (hours: number) => round(LEFT + (hours / last) * (WIDTH - LEFT - 8));
  const y = (share: number) => round(8 + (1 - share) * (HEIGHT - BOTTOM - 8));
  const line = (pick: 'share' | 'low' | 'high') =>
    `${steps.reduce((path, step) => `${path}H${x(step.hours)}V${y(step[pick])}`, `M${x(0)} ${y(1)}`)}H${x(last)}`;
  const back = [...steps].reverse().reduce(
    (path, step, index) => {
      const before = steps[steps.length - 2 - index];
      return `${path}H${x(step.hours)}V${y(before ? before.low : 1)}`;
    },
    `V${y(steps.at(-1)?.low ?? 1)}`,
  );
  const days = Array.from({ length: Math.floor(last / DAY) + 1 }, (_, day) => day);
  const every = Math.ceil(days.length / 6);
  return (
    <svg class="chart survival" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {TICKS.map((tick) => (
        <g key={tick}>
          <path class="chart-grid" d={`M${LEFT} ${y(tick)}H${WIDTH - 8}`} />
          <text class="chart-axis" x={LEFT - 6} y={y(tick) + 4} text-anchor="end">
            {percent(tick)}
          </text>
        </g>
      ))}
      {days
        .filter((day) => day % every === 0)
        .map((day) => (
          <text key={day} class="chart-axis" x={x(day * DAY)} y={HEIGHT - 8} text-anchor="middle">
            {day * DAY} h
          </text>
        ))}
      <path class="interval-band" d={`${line('high')}${back}H${x(0)}Z`} />
      <path class="interval-line" fill="none" d={line('share')} />
    </svg>
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** The same in sentences: columns of figures fit no phone with large text. */
export function SurvivalList({ settling: { steps } }: { settling: Settling }) {
  return (
    <details>
      <summary>{say.inWords}</summary>
      <ul class="history plain-list">
        {steps.map(({ hours, share, low, high, at_risk }) => (
          <li key={hours}>
            <p>{say.step(Math.round(hours), share, low, high, at_risk)}</p>
          </li>
        ))}
      </ul>
    </details>
  );
}
