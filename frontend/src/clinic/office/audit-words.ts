// Every sentence of the audit page.
export const percent = (share: number) => `${Math.round(share * 100)} %`;

export const audit = {
  title: 'Audit',
  text: 'How your treatments go, from the diaries of patients who agreed to be counted. Nothing here names anybody.',
  from: 'Sessions from',
  to: 'until',
  show: 'Show',
  toWrong: 'Choose an end after the start.',
  csv: 'Download as CSV',
  counted: (patients: string, sessions: string, others: number) =>
    `${patients} patients, ${sessions} sessions. Not counted, as they have not agreed to it: ${others}.`,
  few: 'fewer than 5',
  notTold: 'Too few to tell: under 5 patients or sessions.',
  share: (events: number, of: number, share: number, low: number, high: number) =>
    `${events} of ${of}: ${percent(share)} (95 % interval ${percent(low)} to ${percent(high)})`,
  all: 'All treatments',
  completion: 'Answered when it counts',
  completionText: 'Sessions with a score from 48 to 96 hours, the one that the 48-hour rule needs.',
  settling: 'How long until pain settles',
  settlingText:
    'The share of sessions after which pain is not yet back. Who stopped writing is followed until then, and no longer.',
  settlingSaid: (median: string, settled: number, followed: number) =>
    `${median} Settled while followed: ${settled} of ${followed}.`,
  median: (hours: number) => `Half have settled after ${hours} hours.`,
  noMedian: 'Fewer than half had settled when they were last asked.',
  inWords: 'In words',
  step: (hours: number, share: number, low: number, high: number, followed: number) =>
    `After ${hours} hours ${percent(share)} not settled (${percent(low)} to ${percent(high)}); ${followed} followed until then.`,
  flares: 'Flares by treatment',
  flaresText: 'Sessions followed by a flare from 4 to 48 hours, of those with a score then. After, not because of.',
  adverse: 'Adverse events by treatment',
  adverseText: 'Sessions after which staff wrote down an adverse event. What nobody wrote down is not in here.',
  responders: 'Courses that respond',
  respondersText: 'Usual pain down by 2 points or 30 %, from the fourth session on, as the review counts it.',
  known: 'Of those whose diary says',
  cases: (worst: number, best: number, missing: number, of: number) =>
    `${missing} of ${of} courses have no recent diary. With all of them counted as not responding: ${percent(worst)}; as responding: ${percent(best)}.`,
  precision: 'Alerts that led to something',
  rule: (actioned: number, fired: number, share: number) => `${actioned} of ${fired} (${percent(share)})`,
  minutes: (minutes: number) => `answered after ${minutes} minutes (median)`,
  fired: (fired: number) => `fired ${fired} times; too few to tell more`,
  level: (level: string, minutes: number | null) =>
    minutes === null ? `${level}: too few to tell` : `${level}: half were answered within ${minutes} minutes`,
};
