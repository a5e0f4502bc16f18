// The diary of this phone as CSV, for a day without a network. The server's table has more columns and every year.
import { wordingOf } from './catalogue';
import { medicineWords } from './doctor';
import { type Entry, momentOf } from './entry';
import { placesOf } from './places';

const COLUMNS = [
  'recorded_at',
  'time_zone',
  'nrs_average',
  'nrs_worst',
  'nrs_now',
  'stiffness',
  'activity_nrs',
  'function',
  'activity',
  'peg_pain',
  'peg_enjoyment',
  'peg_activity',
  'change',
  'places',
  'symptoms',
  'none_of_these',
  'medicines',
  'recalled',
  'note',
] as const;

/** Oldest first, RFC 4180, with a mark that it is UTF-8; a cell that a spreadsheet would run as a formula is made text. */
export function csvOf(entries: readonly Entry[]): string {
  const rows = entries
    .filter((entry) => !entry.isDeleted)
    .sort((one, other) => Date.parse(momentOf(one)) - Date.parse(momentOf(other)))
    .map(rowOf);
  return `\uFEFF${[COLUMNS, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

function rowOf(entry: Entry): (string | number | boolean | null)[] {
  const { body } = entry;
  return [
    momentOf(entry),
    body.time_zone,
    body.nrs_average,
    body.nrs_worst,
    body.nrs_now,
    body.stiffness,
    body.activity_nrs,
    body.function,
    body.activity,
    body.peg?.pain ?? null,
    body.peg?.enjoyment ?? null,
    body.peg?.activity ?? null,
    body.change,
    placesOf(body.regions).join('; '),
    body.symptoms.map((report) => wordingOf(report.code)).join('; '),
    body.none_of_these,
    body.medicines.map(medicineWords).join('; '),
    body.recalled,
    body.note,
  ];
}

function cell(value: string | number | boolean | null): string {
  const text = String(value ?? '');
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
