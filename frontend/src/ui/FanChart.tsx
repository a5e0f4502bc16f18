import { useId, useRef, useState } from 'preact/hooks';
import { Button } from './Button';
import { ChartDrawing, type ChartMark } from './ChartDrawing';
import { ChartTable } from './ChartTable';
import type { CurvePoint, CurveReading } from './chart';
import { useWidth } from './useWidth';
import { say } from './words';

const WIDTH_AT_FIRST = { narrow: 320, wide: 720 };

interface FanChartProps {
  points: readonly CurvePoint[];
  readings: readonly CurveReading[];
  /** Says what the drawing shows; stands above it and names it for those who do not see it. */
  sentence: string;
  wide?: boolean;
  /** The word beside the last point: "you" on the patient's screen. */
  whose?: string;
  marks?: readonly ChartMark[];
}

/** The person's scores on what was expected after a session: a sentence, a drawing, a table. Scores are NRS 0-10. */
export function FanChart({ points, readings, sentence, wide = false, whose = say('you'), marks = [] }: FanChartProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, wide ? WIDTH_AT_FIRST.wide : WIDTH_AT_FIRST.narrow);
  const [asTable, setAsTable] = useState(false);
  return (
    <figure class="chart" ref={box}>
      <p>{sentence}</p>
      <ChartDrawing sentence={sentence} points={points} readings={readings} width={width} whose={whose} marks={marks} />
      {readings.length === 0 && <p class="hint">{say('noReadings')}</p>}
      <figcaption class="hint">{say('chartCaption')}</figcaption>
      <div>
        <Button kind="quiet" aria-expanded={asTable} aria-controls={`${id}-table`} onClick={() => setAsTable(!asTable)}>
          {asTable ? say('hideTable') : say('asTable')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to move what is wider than the screen. */}
      <section id={`${id}-table`} class="chart-table" aria-label={say('table')} tabIndex={0} hidden={!asTable}>
        {asTable && <ChartTable points={points} readings={readings} />}
      </section>
    </figure>
  );
}
