import {
  bandAt,
  type CurvePoint,
  type CurveReading,
  DAY_HOURS,
  lastDay,
  type Quantile,
  spread,
  tickDays,
  tidy,
  withoutGaps,
} from './chart';
import { NRS_STEPS } from './scale';
import { say } from './words';

export interface ChartMark {
  hours: number;
  label: string;
}

interface DrawingProps {
  sentence: string;
  points: readonly CurvePoint[];
  readings: readonly CurveReading[];
  width: number;
  whose: string;
  marks: readonly ChartMark[];
}

const WIDE = 560;
const EDGE = { top: 14, bottom: 46, start: 26, end: 66 };
const LABEL_ROOM = 17;
/** The width of a bold letter of a label, amply. */
const LETTER = 9;

/** Where on the paper a moment and a score are. */
export interface Scales {
  x: (hours: number) => number;
  y: (nrs: number) => number;
}

interface Frame extends Scales {
  width: number;
  height: number;
  days: number;
}

/** One picture, drawn at the width it is shown at. Each point carries its numbers, so that a script can compare them. */
export function ChartDrawing({ sentence, points, readings, width, whose, marks }: DrawingProps) {
  const frame = frameOf(width, lastDay(points, readings));
  return (
    <svg viewBox={`0 0 ${frame.width} ${frame.height}`} role="img" aria-label={sentence}>
      <path class="chart-band-80" d={areaOf(points, 'p10', 'p90', frame)} />
      <path class="chart-band-50" d={areaOf(points, 'p25', 'p75', frame)} />
      <Grid frame={frame} />
      <path
        class="chart-median"
        d={lineOf(
          points.map(({ hours, p50 }) => [hours, p50]),
          frame,
        )}
      />
      {marks.map((mark) => (
        <Mark key={mark.hours} mark={mark} frame={frame} />
      ))}
      <Readings readings={readings} frame={frame} />
      <Labels points={points} readings={readings} whose={whose} frame={frame} />
    </svg>
  );
}

function frameOf(width: number, days: number): Frame {
  const height = width >= WIDE ? 340 : 270;
  const across = width - EDGE.start - EDGE.end;
  const down = height - EDGE.top - EDGE.bottom;
  return {
    width,
    height,
    days,
    x: (hours) => tidy(EDGE.start + (hours / (days * DAY_HOURS)) * across),
    y: (nrs) => tidy(EDGE.top + (1 - nrs / 10) * down),
  };
}

function Grid({ frame }: { frame: Frame }) {
  const end = frame.x(frame.days * DAY_HOURS);
  return (
    <>
      {NRS_STEPS.filter((step) => step % 2 === 0).map((step) => (
        <g key={step}>
          <line
            class={step === 0 ? 'chart-axis' : 'chart-grid'}
            x1={EDGE.start}
            x2={end}
            y1={frame.y(step)}
            y2={frame.y(step)}
          />
          <text x={EDGE.start - 6} y={frame.y(step) + 5} text-anchor="end">
            {step}
          </text>
        </g>
      ))}
      {tickDays(frame.days).map((day) => (
        <g key={day}>
          <line
            class="chart-axis"
            x1={frame.x(day * DAY_HOURS)}
            x2={frame.x(day * DAY_HOURS)}
            y1={frame.y(0)}
            y2={frame.y(0) + 5}
          />
          <text x={frame.x(day * DAY_HOURS)} y={frame.y(0) + 20} text-anchor="middle">
            {day}
          </text>
        </g>
      ))}
      <text x={(EDGE.start + end) / 2} y={frame.height - 6} text-anchor="middle">
        {say('chartAxisX')}
      </text>
    </>
  );
}

function Mark({ mark, frame }: { mark: ChartMark; frame: Frame }) {
  const x = frame.x(mark.hours);
  const startsLeft = x < frame.width / 2;
  return (
    <>
      <line class="chart-mark" x1={x} x2={x} y1={frame.y(10)} y2={frame.y(0)} />
      <text
        class="chart-label"
        x={startsLeft ? x + 5 : x - 5}
        y={frame.y(10) + 12}
        text-anchor={startsLeft ? 'start' : 'end'}
      >
        {mark.label}
      </text>
    </>
  );
}

function Readings({ readings, frame }: { readings: readonly CurveReading[]; frame: Frame }) {
  return (
    <>
      {withoutGaps(readings).map((run) => (
        <path
          key={run[0]?.entry}
          class="chart-you"
          d={lineOf(
            run.map(({ hours, nrs }) => [hours, nrs]),
            frame,
          )}
        />
      ))}
      {readings.map(({ entry, hours, nrs, above_expected }) => (
        <g key={entry}>
          {above_expected && <circle class="chart-ring" cx={frame.x(hours)} cy={frame.y(nrs)} r={9} />}
          <circle
            class="chart-point"
            cx={frame.x(hours)}
            cy={frame.y(nrs)}
            r={5}
            data-entry={entry}
            data-hours={hours}
            data-nrs={nrs}
          />
        </g>
      ))}
    </>
  );
}

function Labels({
  points,
  readings,
  whose,
  frame,
}: Omit<DrawingProps, 'sentence' | 'width' | 'marks'> & { frame: Frame }) {
  const x = frame.x(frame.days * DAY_HOURS) + 8;
  const end = points.at(-1);
  const expected = end
    ? [
        { text: say('band80'), at: end.p90, kind: '' },
        { text: say('band50'), at: end.p75, kind: '' },
        { text: say('median'), at: end.p50, kind: ' chart-label-median' },
      ]
    : [];
  const heights = spread(
    expected.map(({ at }) => frame.y(at)),
    LABEL_ROOM,
    frame.y(10),
    frame.y(0),
  );
  const last = withoutGaps(readings).at(-1)?.at(-1);
  return (
    <>
      {expected.map(({ text, kind }, index) => (
        <text key={text} class={`chart-label${kind}`} x={x} y={(heights[index] ?? 0) + 5}>
          {text}
        </text>
      ))}
      {last && <LastScore last={last} points={points} whose={whose} frame={frame} />}
    </>
  );
}

interface LastScoreProps {
  last: CurveReading;
  points: readonly CurvePoint[];
  whose: string;
  frame: Frame;
}

/** Beside the last point, on the side away from the band; towards the start where the plot ends too soon. */
function LastScore({ last, points, whose, frame }: LastScoreProps) {
  const text = `${whose} ${last.nrs}`;
  const x = frame.x(last.hours);
  const isNearEnd = x + 12 + text.length * LETTER > frame.x(frame.days * DAY_HOURS);
  const isHigh = last.nrs >= (bandAt(points, last.hours)?.p50 ?? 0) && last.nrs < 10;
  const away = isNearEnd ? { up: -15, down: 25 } : { up: -8, down: 18 };
  return (
    <text
      class="chart-label chart-label-you"
      x={isNearEnd ? x + 6 : x + 12}
      y={frame.y(last.nrs) + (isHigh ? away.up : away.down)}
      text-anchor={isNearEnd ? 'end' : 'start'}
    >
      {text}
    </text>
  );
}

export function lineOf(places: readonly (readonly [number, number])[], frame: Scales): string {
  return places.map(([hours, nrs], index) => `${index === 0 ? 'M' : 'L'}${frame.x(hours)} ${frame.y(nrs)}`).join('');
}

export function areaOf(points: readonly CurvePoint[], low: Quantile, high: Quantile, frame: Scales): string {
  if (points.length === 0) return '';
  const upper = points.map((point) => [point.hours, point[high]] as const);
  const lower = [...points].reverse().map((point) => [point.hours, point[low]] as const);
  return `${lineOf([...upper, ...lower], frame)}Z`;
}
