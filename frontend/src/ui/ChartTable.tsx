import { Fragment } from 'preact';
import { withDecimal } from '../i18n/format';
import { bandAt, type CurvePoint, type CurveReading, DAY_HOURS, withoutGaps } from './chart';
import { duration, range, say } from './words';

interface TableProps {
  points: readonly CurvePoint[];
  readings: readonly CurveReading[];
}

/** The numbers of the drawing, the gaps among them. Expected scores carry a decimal: in whole numbers a 6 could stand above "3 to 6". */
export function ChartTable({ points, readings }: TableProps) {
  return (
    <div class="stack">
      <Scores points={points} readings={readings} />
      <Expected points={points} />
    </div>
  );
}

function Scores({ points, readings }: TableProps) {
  const runs = withoutGaps(readings);
  return (
    <table>
      <caption>{say('tableScores')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('columnWhen')}</th>
          <th scope="col">{say('columnScore')}</th>
          <th scope="col">{say('columnExpected')}</th>
        </tr>
      </thead>
      <tbody>
        {readings.length === 0 && (
          <tr>
            <td colSpan={3}>{say('noReadings')}</td>
          </tr>
        )}
        {runs.map((run, index) => (
          <Fragment key={run[0]?.entry}>
            {index > 0 && (
              <tr>
                <td colSpan={3}>
                  {say('gap', { duration: duration((run[0]?.hours ?? 0) - (runs[index - 1]?.at(-1)?.hours ?? 0)) })}
                </td>
              </tr>
            )}
            {run.map((reading) => (
              <tr key={reading.entry}>
                <th scope="row">{duration(reading.hours)}</th>
                <td>
                  {reading.nrs}
                  {reading.above_expected && `, ${say('above')}`}
                </td>
                <td>{rangeAt(points, reading.hours)}</td>
              </tr>
            ))}
          </Fragment>
        ))}
      </tbody>
    </table>
  );
}

function Expected({ points }: { points: readonly CurvePoint[] }) {
  return (
    <table>
      <caption>{say('tableExpected')}</caption>
      <thead>
        <tr>
          <th scope="col">{say('columnDay')}</th>
          <th scope="col">{say('band80')}</th>
          <th scope="col">{say('columnHalf')}</th>
          <th scope="col">{say('columnMiddle')}</th>
        </tr>
      </thead>
      <tbody>
        {points
          .filter((point) => point.hours % DAY_HOURS === 0)
          .map((point) => (
            <tr key={point.hours}>
              <th scope="row">{point.hours / DAY_HOURS}</th>
              <td>{range(point.p10, point.p90)}</td>
              <td>{range(point.p25, point.p75)}</td>
              <td>{withDecimal(point.p50)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}

function rangeAt(points: readonly CurvePoint[], hours: number): string {
  const band = bandAt(points, hours);
  return band ? range(band.p10, band.p90) : '–';
}
