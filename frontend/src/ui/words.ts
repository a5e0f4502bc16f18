// The words of the shared parts. A second language is a second object of this type.
export const uiWords = {
  problem: 'There is a problem',
  errorTitle: 'Error: ',
  close: 'Close',
  asTable: 'Show as a table',
  hideTable: 'Hide the table',
  table: 'The curve as a table',
  noReadings: 'No scores yet.',
  chartCaption:
    'Inner band: half of people like this. Outer band: 8 in 10. Dashed line: the middle. A break in the line means days without a score.',
  chartAxisX: 'days since the session',
  band80: '8 in 10',
  band50: 'half',
  median: 'middle',
  you: 'you',
  tableScores: 'Scores since the session, 0 to 10',
  tableExpected: 'Expected scores, by day',
  columnWhen: 'Time since the session',
  columnScore: 'Score',
  columnExpected: 'Expected',
  columnHalf: 'Half of people',
  columnMiddle: 'Middle',
  columnDay: 'Day',
  above: 'above what is expected',
  gap: (hours: number) => `No score for ${duration(hours)}.`,
  range: (low: number, high: number) => `${low.toFixed(1)} to ${high.toFixed(1)}`,
  middle: (nrs: number) => nrs.toFixed(1),
  after: (hours: number) => duration(hours),
  anchors: '0 is no pain. 10 is pain as bad as you can imagine.',
  noPain: 'No pain',
  chosen: (value: number, word: string) => `${value} · ${word}`,
  severity: { none: 'No pain', mild: 'Mild', moderate: 'Moderate', severe: 'Severe' },
};

function duration(hours: number): string {
  const whole = Math.round(hours);
  if (whole < 1) return 'under 1 hour';
  if (whole < 48) return whole === 1 ? '1 hour' : `${whole} hours`;
  const days = Math.floor(whole / 24);
  const rest = whole % 24;
  return rest === 0 ? `${days} days` : `${days} days ${rest} h`;
}
