import { useRef } from 'preact/hooks';
import { Card } from '../../ui';
import { areaOf, lineOf } from '../../ui/ChartDrawing';
import { type CurvePoint, DAY_HOURS, tidy } from '../../ui/chart';
import { useWidth } from '../../ui/useWidth';
import { say as ui } from '../../ui/words';
import { api } from '../api';
import { useLoaded } from '../hooks';
import type { Course, CourseCurve as Curve } from '../shapes';
import { REGIONS, wordFor } from '../vocabulary';
import { words } from '../words';
import { Loaded } from './Loaded';

const say = words.courseCurve;
const WEEK = 7;
const HEIGHT = 230;
const EDGE = { top: 12, bottom: 44, start: 26, end: 62 };
const MOST_TICKS = 12;
const LABEL_ROOM = 28;

/** A whole course on what patients like this one are expected to reach, and the place among them: pictures, a sentence, a table. */
export function CourseCurve({ course }: { course: Course }) {
  const loading = useLoaded(course.id, () => api.courseCurve(course.id));
  return (
    <Card kind="plain" heading={say.title(wordFor(REGIONS, course.region))}>
      <Loaded of={loading} tall>
        {(curve) => (
          <figure class="chart">
            <p>{curve.sentence}</p>
            {curve.percentile !== null && <Percentile place={curve.percentile} />}
            {curve.points.length > 0 && (
              <>
                <Drawing curve={curve} />
                <figcaption class="hint">{say.caption}</figcaption>
                <Weeks curve={curve} />
              </>
            )}
          </figure>
        )}
      </Loaded>
    </Card>
  );
}

/** Where the last week lies among 100 patients like this one. */
function Percentile({ place }: { place: number }) {
  const x = (of: number) => 4 + of * 2.92;
  return (
    <>
      <svg class="percentile" viewBox="0 0 300 44" role="img" aria-label={say.percentile(place)}>
        <rect class="chart-band-80" x={x(10)} y={22} width={x(90) - x(10)} height={12} />
        <rect class="chart-band-50" x={x(25)} y={22} width={x(75) - x(25)} height={12} />
        <line class="chart-axis" x1={x(0)} x2={x(100)} y1={34} y2={34} />
        <line class="chart-you" x1={x(place)} x2={x(place)} y1={18} y2={38} />
        <text class="chart-label-you" x={x(Math.min(Math.max(place, 4), 96))} y={14} text-anchor="middle">
          {place}
        </text>
      </svg>
      <p class="hint">{say.percentile(place)}</p>
    </>
  );
}

function Drawing({ curve }: { curve: Curve }) {
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, 720);
  const { points, readings, sessions } = curve;
  const end = width - EDGE.end;
  const from = WEEK * Math.floor(Math.min(0, ...readings.map(({ days }) => days)) / WEEK);
  const days = (points.at(-1)?.days ?? WEEK) - from;
  const frame = {
    x: (hours: number) => tidy(EDGE.start + ((hours / DAY_HOURS - from) / days) * (end - EDGE.start)),
    y: (nrs: number) => tidy(EDGE.top + (1 - nrs / 10) * (HEIGHT - EDGE.top - EDGE.bottom)),
  };
  const at = (day: number) => frame.x(day * DAY_HOURS);
  const band: CurvePoint[] = points.map((point) => ({ ...point, hours: point.days * DAY_HOURS }));
  const last = points.at(-1);
  const every = Math.ceil(days / WEEK / MOST_TICKS);
  const weeks = Array.from({ length: Math.floor(days / WEEK / every) + 1 }, (_, index) => from / WEEK + index * every);
  let named = Number.NEGATIVE_INFINITY;
  const hasRoom = (day: number) => {
    if (at(day) - named < LABEL_ROOM) return false;
    named = at(day);
    return true;
  };
  return (
    <div ref={box}>
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={curve.sentence}>
        <path class="chart-band-80" d={areaOf(band, 'p10', 'p90', frame)} />
        <path class="chart-band-50" d={areaOf(band, 'p25', 'p75', frame)} />
        {[0, 5, 10].map((nrs) => (
          <g key={nrs}>
            <line
              class={nrs ? 'chart-grid' : 'chart-axis'}
              x1={EDGE.start}
              x2={end}
              y1={frame.y(nrs)}
              y2={frame.y(nrs)}
            />
            <text x={EDGE.start - 6} y={frame.y(nrs) + 5} text-anchor="end">
              {nrs}
            </text>
          </g>
        ))}
        {weeks.map((week) => (
          <text key={week} x={at(week * WEEK)} y={frame.y(0) + 20} text-anchor="middle">
            {week}
          </text>
        ))}
        <text x={(EDGE.start + end) / 2} y={HEIGHT - 6} text-anchor="middle">
          {say.weeks}
        </text>
        <path
          class="chart-median"
          d={lineOf(
            band.map(({ hours, p50 }) => [hours, p50]),
            frame,
          )}
        />
        {sessions.map(({ session, days: day, number }) => (
          <g key={session}>
            <line class="chart-mark" x1={at(day)} x2={at(day)} y1={frame.y(10)} y2={frame.y(0)} />
            {hasRoom(day) && (
              <text class="chart-label" x={at(day) + 3} y={frame.y(10) + 12}>
                {say.session(number)}
              </text>
            )}
          </g>
        ))}
        {readings.map(({ entry, days: day, nrs }) => (
          <circle
            key={entry}
            class="chart-point"
            cx={at(day)}
            cy={frame.y(nrs)}
            r={3.5}
            data-days={day}
            data-nrs={nrs}
          />
        ))}
        {last && (
          <>
            <text x={end + 6} y={frame.y(last.p90) + 5}>
              {say.band80}
            </text>
            <text x={end + 6} y={Math.max(frame.y(last.p75), frame.y(last.p90) + 16) + 5}>
              {say.band50}
            </text>
          </>
        )}
      </svg>
    </div>
  );
}

/** The same in numbers, week by week. */
function Weeks({ curve: { points, readings } }: { curve: Curve }) {
  const weeks = points.filter(({ days }) => days % WEEK === 0);
  return (
    <details class="more">
      <summary>{ui('asTable')}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to move what is wider than the screen. */}
      <section class="chart-table" aria-label={ui('asTable')} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {say.columns.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeks.map(({ days, p10, p25, p50, p75, p90 }) => (
              <tr key={days}>
                <th scope="row">{days / WEEK}</th>
                <td>{`${p10} – ${p90}`}</td>
                <td>{`${p25} – ${p75}`}</td>
                <td>{p50}</td>
                <td>{scoresOf(readings, days)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

/** The scores of the seven days that end on a day, which begins no line on missing days: "none". */
export function scoresOf(readings: Curve['readings'], day: number): string {
  const scores = readings.filter(({ days }) => days > day - WEEK && days <= day).map(({ nrs }) => nrs);
  return scores.length === 0 ? say.noScores : say.scores(Math.min(...scores), Math.max(...scores), scores.length);
}
