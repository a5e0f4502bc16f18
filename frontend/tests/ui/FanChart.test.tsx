import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { FanChart } from '../../src/ui';
import type { CurvePoint, CurveReading } from '../../src/ui/chart';

const SENTENCE = 'The pain is lasting: before the session 3, last score 6 out of 10 50 hours after the session.';
const points: CurvePoint[] = [0, 24, 48, 72, 96, 120, 144, 168].map((hours) => ({
  hours,
  p10: 1.2,
  p25: 2.1,
  p50: 3,
  p75: 3.9,
  p90: 4.8,
}));
const readings: CurveReading[] = [
  { entry: 'a', hours: 5, nrs: 4, above_expected: false },
  { entry: 'b', hours: 26, nrs: 7, above_expected: true },
  { entry: 'c', hours: 90, nrs: 6, above_expected: true },
];

afterEach(cleanup);

const show = (given: CurveReading[] = readings) =>
  render(<FanChart points={points} readings={given} sentence={SENTENCE} />).container;
const drawn = (container: Element) => [...container.querySelectorAll<SVGElement>('.chart-point')];
const openTable = () => fireEvent.click(screen.getByRole('button', { name: 'Show as a table' }));

describe('the curve', () => {
  it('says its sentence in words and as the name of the picture', () => {
    show();
    expect(screen.getByText(SENTENCE)).toBeTruthy();
    expect(screen.getByRole('img').getAttribute('aria-label')).toBe(SENTENCE);
  });

  it('draws every reading at the height of its score on a fixed 0-10', () => {
    const container = show();
    const heights = drawn(container).map((dot) => [Number(dot.dataset.nrs), Number(dot.getAttribute('cy'))] as const);
    const [four, seven, six] = heights.map(([, height]) => height);
    // Equal steps of score are equal steps of height, higher scores stand higher.
    expect(((four ?? 0) - (six ?? 0)) / 2).toBeCloseTo((four ?? 0) - (seven ?? 0) - ((four ?? 0) - (six ?? 0)), 1);
    expect(seven).toBeLessThan(six ?? 0);
  });

  it('shows the same numbers in the table as in the drawing', async () => {
    const container = show();
    await openTable();
    const [scores] = await screen.findAllByRole('table');
    const rows = within(scores as HTMLElement)
      .getAllByRole('row')
      .filter((row) => row.querySelector('th[scope=row]'));
    const listed = rows.map((row) => Number.parseInt(row.querySelectorAll('td')[0]?.textContent ?? '', 10));
    expect(listed).toEqual(drawn(container).map((dot) => Number(dot.dataset.nrs)));
    expect(rows[1]?.textContent).toContain('above what is expected');
    expect(rows[0]?.textContent).not.toContain('above');
    expect(rows[0]?.textContent).toContain('1.2 to 4.8');
  });

  it('leaves a gap over missing days, in the drawing and in the table', async () => {
    const container = show();
    expect(container.querySelectorAll('.chart-you')).toHaveLength(2);
    await openTable();
    expect(await screen.findByText('No score for 2 days 16 h.')).toBeTruthy();
  });

  it('marks what is above the band with a ring, not with a colour', () => {
    expect(show().querySelectorAll('.chart-ring')).toHaveLength(2);
  });

  it('shows no score as no score, never as 0', () => {
    const container = show([]);
    expect(drawn(container)).toHaveLength(0);
    expect(screen.getByText('No scores yet.')).toBeTruthy();
    expect(container.querySelector('.chart-label-you')).toBeNull();
  });

  it('carries no style attribute, which the page would refuse', () => {
    expect(show().querySelector('[style]')).toBeNull();
  });
});
