import { inOrder, tidy, withoutGaps } from './chart';

interface SparklineProps {
  readings: readonly { hours: number; nrs: number }[];
  /** What was expected, 10th to 90th percentile; drawn behind the scores. */
  band?: readonly { hours: number; p10: number; p90: number }[];
  width: number;
  height: number;
}

const EDGE = 3;

/** The shape of the scores, 0-10, beside words that say the same: hidden from assistive technology. Nothing without scores. */
export function Sparkline({ readings, band = [], width, height }: SparklineProps) {
  const ordered = inOrder(readings);
  const first = ordered[0];
  const last = ordered.at(-1);
  if (!first || !last) return null;
  const span = Math.max(last.hours - first.hours, 1);
  // Measured from the right end: a single score stands where the last one always stands.
  const x = (hours: number) => tidy(width - EDGE - ((last.hours - hours) / span) * (width - 2 * EDGE));
  const y = (nrs: number) => tidy(EDGE + (1 - nrs / 10) * (height - 2 * EDGE));
  const behind = band.filter(({ hours }) => hours >= first.hours - 12 && hours <= last.hours + 12);
  return (
    <svg class="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <rect class="sparkline-ground" width={width} height={height} rx={4} />
      {behind.length > 1 && (
        <path
          class="chart-band-80"
          d={`M${[...behind.map(({ hours, p90 }) => `${x(hours)} ${y(p90)}`), ...behind.map(({ hours, p10 }) => `${x(hours)} ${y(p10)}`).reverse()].join('L')}Z`}
        />
      )}
      {withoutGaps(ordered).map((run) => (
        <path
          key={run[0]?.hours}
          class="sparkline-line"
          d={run.map(({ hours, nrs }, index) => `${index === 0 ? 'M' : 'L'}${x(hours)} ${y(nrs)}`).join('')}
        />
      ))}
      <circle class="sparkline-point" cx={x(last.hours)} cy={y(last.nrs)} r={2.5} />
    </svg>
  );
}
