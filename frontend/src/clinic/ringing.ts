// When a contact point may ring for less than an emergency: periods by day, as the server keeps them.

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];

/** `{"mon": [["09:00", "17:30"]]}`; null: always. */
export type Hours = Partial<Record<Day, [string, string][]>> | null;

/** The same as a form has it: one period for some days. */
export interface Ringing {
  days: Day[];
  from: string;
  until: string;
}

export const WORKING: Ringing = { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '08:00', until: '19:00' };

export function hoursOf({ days, from, until }: Ringing): Hours {
  const chosen = DAYS.filter((day) => days.includes(day));
  return Object.fromEntries(chosen.map((day) => [day, [[from, until]]])) as Hours;
}

/** The form's values for hours that it can hold; the working week for any others. */
export function ringingOf(hours: Hours): Ringing {
  const days = DAYS.filter((day) => hours?.[day]?.length);
  const [first] = days.flatMap((day) => hours?.[day] ?? []);
  return first ? { days, from: first[0], until: first[1] } : WORKING;
}

/** Periods in the order of the week: "Mon, Tue 09:00–17:30". Days with the same periods stand together. */
export function hoursInWords(hours: NonNullable<Hours>, names: Record<Day, string>): string {
  const alike = new Map<string, Day[]>();
  for (const day of DAYS) {
    const periods = (hours[day] ?? []).map(([from, until]) => `${from}–${until}`).join(', ');
    if (periods) alike.set(periods, [...(alike.get(periods) ?? []), day]);
  }
  return [...alike].map(([periods, days]) => `${days.map((day) => names[day]).join(', ')} ${periods}`).join('; ');
}
