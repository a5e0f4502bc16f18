// The patient's story as this phone knows it, judged without a network. Fetched after the first screen: see advising.ts.
import type { Found } from '../domain/advice';
import type { Judging, Session } from '../domain/answers';
import { type Body, type Entry, momentOf } from '../domain/entry';
import { combinationOf, signsOf, type Told } from '../domain/judging';

/** What the entry being written amounts to, with what was written before it. `id` is the entry's, once it is saved. */
export function foundIn(
  body: Body,
  id: string | undefined,
  diary: readonly Entry[],
  sessions: readonly Session[],
  known: Judging | null | undefined,
  now: number,
): Found[] {
  const at = body.recorded_at === '' ? now : Date.parse(body.recorded_at);
  const earlier = diary
    .filter((entry) => entry.id !== id && !entry.isDeleted && Date.parse(momentOf(entry)) <= at)
    .map((entry) => told(entry.body, Date.parse(momentOf(entry)), receivedAt(entry, now)));
  const entries = [...earlier, told(body, at, now)].sort((one, other) => one.recordedAt - other.recordedAt);
  const signs = signsOf({
    entries,
    treatments: sessions
      .map((session) => ({
        endedAt: Date.parse(session.ended_at),
        regions: session.regions,
        needled: session.needled ?? true,
        chestWallNeedled: session.chest_wall_needled ?? false,
      }))
      .sort((one, other) => one.endedAt - other.endedAt),
    flags: known?.flags ?? [],
    age: known?.age ?? null,
    baseline: known?.baseline ?? null,
    lasting: (known?.lasting ?? []).map(([since, until]) => [
      Date.parse(since),
      until === null ? null : Date.parse(until),
    ]),
  });
  const here = entries.length - 1;
  return signs
    .filter((sign) => sign.entries.includes(here))
    .map(({ code, level, codes }) => ({ code, level, codes, advice: combinationOf(code)?.advice }));
}

function receivedAt(entry: Entry, now: number): number {
  return entry.answer ? Date.parse(entry.answer.received_at) : now;
}

function told(body: Body, recordedAt: number, received: number): Told {
  const sides = (code: string) => body.regions.filter((each) => each.code === code).map((each) => each.side);
  const regions = body.regions.map((region) => region.code);
  const isBoth = (code: string) =>
    sides(code).includes('both') || (sides(code).includes('left') && sides(code).includes('right'));
  return {
    recordedAt,
    receivedAt: received,
    score: body.nrs_average ?? body.nrs_now,
    regions,
    bothSides: regions.filter(isBoth),
    ticks: body.symptoms.map(({ code, severity, new: isNew }) => ({ code, severity, new: isNew })),
  };
}
