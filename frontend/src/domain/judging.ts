// What a story of symptoms amounts to: single items and combinations. The same answers as the server's, from the same data
// (diary/clinical/combinations.py says what each word of a rule means); tests compare the two on 10,000 stories.
import data from 'virtual:combinations';
import { CATALOGUE, type Level, type Symptom } from './catalogue';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const USUAL_DAYS = 7;
const LONGEST_DAYS = 35;
const HIGH_WITHOUT_BASELINE = 4;
const DUST = 1e-9;
const RANKS: Level[] = ['expected', 'practitioner', 'urgent', 'emergency'];

export interface Tick {
  code: string;
  severity?: number | null | undefined;
  new?: boolean | undefined;
}

/** An entry as the rules see it. Moments are milliseconds; `bothSides` are those of `regions` that hurt left and right. */
export interface Told {
  recordedAt: number;
  receivedAt: number;
  score: number | null;
  regions: string[];
  bothSides: string[];
  ticks: Tick[];
}

export interface Treatment {
  endedAt: number;
  regions: string[];
  needled: boolean;
  chestWallNeedled: boolean;
}

/** The patient's entries and treatments in order of time, and what only the server knows. */
export interface Story {
  entries: Told[];
  treatments: Treatment[];
  flags: string[];
  age: number | null;
  baseline: number | null;
  lasting: [number, number | null][];
}

/** What asks for attention. `entries` are places in the story; `codes` the symptoms a combination rests on. */
export interface Sign {
  code: string;
  level: Level;
  entries: number[];
  codes: string[];
}

export interface Rule {
  all?: Rule[];
  any?: Rule[];
  of?: Rule[];
  at_least?: number;
  ticked?: string[];
  twice?: string[];
  rising?: string[];
  two_sessions_running?: string[];
  above_baseline?: number;
  score?: number;
  treated?: string[];
  needled?: boolean;
  chest_wall_needled?: boolean;
  flag?: string;
  age?: number;
  lasting?: boolean;
  regions_grown?: number;
  at?: string[];
  and_at?: string[];
  both_sides?: string[];
  unnamed?: boolean;
  severity?: number;
  days?: number;
  hours?: number;
  after_one_session?: boolean;
}

export interface Combination {
  code: string;
  level: Level;
  rule: Rule;
  raised?: { level: Level; rule: Rule };
  days?: number;
  own_rule?: string;
  advice?: string;
}

interface Place {
  entry: number;
  at: number;
  session: number;
  code: string;
  severity: number | null;
}

interface Evidence {
  entries: Set<number>;
  codes: Set<string>;
}

interface Found {
  combination: Combination;
  level: Level;
  held: Evidence;
  since: number;
  isTold: boolean;
}

const SYMPTOMS = new Map(CATALOGUE.symptoms.map((symptom) => [symptom.code, symptom]));
const rank = (level: Level): number => RANKS.indexOf(level);
const counts = (tick: Tick): boolean => tick.new !== false || !data.only_new.includes(tick.code);
const isLate = (entry: Told | undefined): boolean => !!entry && entry.receivedAt - entry.recordedAt >= 7 * DAY;
const meets = (wanted: readonly string[], named: readonly string[]): boolean =>
  wanted.some((each) => named.includes(each));
const lastTreatment = (story: Story, at: number): number =>
  story.treatments.filter((treatment) => treatment.endedAt <= at).length - 1;

/** The combination of a code, if it is one. */
export const combinationOf = (code: string): Combination | undefined =>
  data.rules.find((combination) => combination.code === code);

/** Everything that the entries since the last treatment amount to, worst first. */
export function signsOf(story: Story): Sign[] {
  const last = lastTreatment(story, story.entries.at(-1)?.recordedAt ?? 0);
  const since = story.treatments[last]?.endedAt ?? 0;
  const anchors = story.entries.flatMap((entry, place) => (entry.recordedAt >= since ? [place] : []));
  const found = combinationsIn(story, new Set(anchors));
  const alone = itemsIn(story, anchors).filter((item) => !found.some((each) => speaksFor(each, item)));
  const together = found.map(({ combination, level, held }) => ({
    code: combination.code,
    level,
    entries: [...held.entries].sort((one, other) => one - other),
    codes: [...held.codes].sort(),
  }));
  return [...alone, ...together].sort(
    (one, other) => rank(other.level) - rank(one.level) || (one.code < other.code ? -1 : 1),
  );
}

function speaksFor({ combination, level, held, since, isTold }: Found, item: Sign): boolean {
  const knowsAll = item.entries.every((entry) => held.entries.has(entry));
  const isNoWorse = rank(item.level) <= rank(level);
  return (
    isTold && !combination.own_rule && held.codes.has(item.code) && isNoWorse && knowsAll && item.entries[0] === since
  );
}

function combinationsIn(story: Story, anchors: ReadonlySet<number>): Found[] {
  const ticks = story.entries.flatMap((entry, place) =>
    entry.ticks.filter(counts).map(({ code, severity }) => ({
      entry: place,
      at: entry.recordedAt,
      session: lastTreatment(story, entry.recordedAt),
      code,
      severity: severity ?? null,
    })),
  );
  return data.rules.flatMap((combination) => {
    const overTime = [...anchors].flatMap((anchor) => {
      const found = hold(combination, new Scene(story, ticks, anchor, combination.days ?? USUAL_DAYS));
      return found && [...found.held.entries].some((entry) => anchors.has(entry)) ? [found] : [];
    });
    return overTime.length > 0 ? [together(overTime)] : [];
  });
}

function hold(combination: Combination, scene: Scene): Found | null {
  let held = scene.holds(combination.rule);
  if (!held || held.entries.size === 0) return null;
  const more = combination.raised && scene.holds(combination.raised.rule);
  let level = combination.level;
  if (combination.raised && more) [level, held] = [combination.raised.level, union([held, more])];
  if (level === 'emergency' && isLate(scene.story.entries[Math.max(...held.entries)])) level = 'urgent';
  return { combination, level, held, since: scene.anchor, isTold: scene.isToldHere(held) };
}

function together(overTime: Found[]): Found {
  const worst = overTime.reduce((one, other) => (rank(other.level) > rank(one.level) ? other : one));
  return { ...worst, held: union(overTime.map((found) => found.held)) };
}

function union(parts: Evidence[]): Evidence {
  return {
    entries: new Set(parts.flatMap((part) => [...part.entries])),
    codes: new Set(parts.flatMap((part) => [...part.codes])),
  };
}

const NOTHING: Evidence = { entries: new Set(), codes: new Set() };
const yes = (holds: boolean): Evidence | null => (holds ? NOTHING : null);
const entriesOf = (places: number[]): Evidence | null =>
  places.length > 0 ? { entries: new Set(places), codes: new Set() } : null;
const ticksOf = (places: Place[]): Evidence | null =>
  places.length > 0
    ? { entries: new Set(places.map((place) => place.entry)), codes: new Set(places.map((place) => place.code)) }
    : null;

/** The story as it stood at one entry, the anchor: only that entry and what came before it is looked at. */
class Scene {
  readonly now: number;

  constructor(
    readonly story: Story,
    readonly ticks: Place[],
    readonly anchor: number,
    readonly days: number,
  ) {
    this.now = story.entries[anchor]?.recordedAt ?? 0;
  }

  isToldHere(evidence: Evidence): boolean {
    const ticked = this.ticks.filter((place) => evidence.codes.has(place.code) && evidence.entries.has(place.entry));
    return ticked.length > 0 && ticked.every((place) => place.entry === this.anchor);
  }

  /** What makes the rule true, or null. */
  holds(rule: Rule): Evidence | null {
    if (rule.all) {
      const parts = rule.all.map((part) => this.holds(part));
      return parts.every((part) => part !== null) ? union(parts) : null;
    }
    const parts = rule.any ?? rule.of;
    if (parts) {
      const held = parts.map((part) => this.holds(part)).filter((part) => part !== null);
      return held.length >= (rule.at_least ?? 1) ? union(held) : null;
    }
    if (rule.ticked) return ticksOf(rule.ticked.flatMap((code) => this.places(rule, code)));
    if (rule.twice) return this.pairs(rule, rule.twice, () => true);
    if (rule.rising) return this.pairs(rule, rule.rising, isMilder);
    if (rule.two_sessions_running) return this.twoSessions(rule, rule.two_sessions_running);
    if (rule.above_baseline !== undefined) return this.pain(rule, rule.above_baseline);
    if (rule.flag) return yes(this.story.flags.includes(rule.flag));
    if (rule.age) return yes((this.story.age ?? 0) >= rule.age);
    if (rule.regions_grown) return this.regionsGrown(rule.regions_grown);
    if (rule.lasting) {
      return yes(
        this.story.lasting.some(([since, until]) => since <= this.now && (until === null || this.now < until)),
      );
    }
    return this.treated(rule);
  }

  private treated(rule: Rule): Evidence | null {
    const since = this.now - (rule.days ?? USUAL_DAYS) * DAY;
    return yes(
      this.story.treatments.some(({ endedAt, regions, needled, chestWallNeedled }) => {
        if (endedAt < since || endedAt > this.now) return false;
        if (rule.treated) return meets(rule.treated, regions);
        return rule.needled ? needled : rule.chest_wall_needled === true && chestWallNeedled;
      }),
    );
  }

  private pain(rule: Rule, above: number): Evidence | null {
    const { baseline } = this.story;
    const least = Math.max(baseline === null ? HIGH_WITHOUT_BASELINE : baseline + above, rule.score ?? 0) - DUST;
    return entriesOf(this.window(rule).filter((place) => (this.story.entries[place]?.score ?? -1) >= least));
  }

  private twoSessions(rule: Rule, codes: string[]): Evidence | null {
    const last = lastTreatment(this.story, this.now);
    const held = codes.map((code) =>
      this.places(rule, code).filter(({ session }) => last >= 1 && (session === last || session === last - 1)),
    );
    return ticksOf(held.filter((places) => new Set(places.map(({ session }) => session)).size > 1).flat());
  }

  private pairs(rule: Rule, codes: string[], fits: (one: Place, other: Place) => boolean): Evidence | null {
    const held = codes.flatMap((code) => {
      const places = this.places(rule, code);
      return places.flatMap((one, number) =>
        places.slice(number + 1).flatMap((other) => {
          const isApart = one.entry !== other.entry && other.at - one.at >= (rule.hours ?? 0) * HOUR;
          const isOneSession = !rule.after_one_session || (one.session === other.session && one.session >= 0);
          return isApart && isOneSession && fits(one, other) ? [one, other] : [];
        }),
      );
    });
    return ticksOf(held);
  }

  private regionsGrown(by: number): Evidence | null {
    const endedAt = this.story.treatments[lastTreatment(this.story, this.now)]?.endedAt;
    if (endedAt === undefined) return null;
    const sizeOf = (place: number) => new Set(this.story.entries[place]?.regions).size;
    const named = this.window({ days: LONGEST_DAYS }).filter((place) => sizeOf(place) > 0);
    const isBefore = (place: number) => (this.story.entries[place]?.recordedAt ?? 0) < endedAt;
    const after = named.filter((place) => !isBefore(place));
    const start = named.findLast(isBefore) ?? after[0];
    if (start === undefined) return null;
    const grown = after.filter((place) => sizeOf(place) >= sizeOf(start) + by);
    return grown.length > 0 ? entriesOf([start, ...grown]) : null;
  }

  private places(rule: Rule, code: string): Place[] {
    const places = this.ticks.filter((place) => place.code === code);
    const inside = places.length > 0 ? this.window(rule) : [];
    return places.filter(
      ({ entry, severity }) => inside.includes(entry) && (severity === null || severity >= (rule.severity ?? 0)),
    );
  }

  /** The entries of the rule's days that are about its regions. */
  private window(rule: Rule): number[] {
    const since = this.now - (rule.days ?? this.days) * DAY;
    return this.story.entries.flatMap((entry, place) =>
      place <= this.anchor && entry.recordedAt >= since && isThere(rule, entry) ? [place] : [],
    );
  }
}

function isThere(rule: Rule, { regions, bothSides }: Told): boolean {
  if (rule.unnamed) return regions.length === 0;
  if (rule.at && !meets(rule.at, regions)) return false;
  if (rule.and_at && !meets(rule.and_at, regions)) return false;
  return !rule.both_sides || meets(rule.both_sides, bothSides);
}

function isMilder(one: { severity: number | null }, other: { severity: number | null }): boolean {
  return one.severity !== null && other.severity !== null && one.severity < other.severity;
}

interface ItemTick {
  entry: number;
  severity: number | null;
}

function itemsIn(story: Story, anchors: number[]): Sign[] {
  return [...itemTicks(story, anchors)].flatMap(([symptom, ticks]) => {
    const asking = ticks.filter((tick) => levelOfTick(symptom, tick, ticks, story) !== 'expected');
    if (asking.length === 0) return [];
    const levels = asking.map((tick) => levelOfTick(symptom, tick, ticks, story));
    const milder = symptom.level === 'expected' ? asking.flatMap((tick) => milderTick(tick, ticks) ?? []) : [];
    const entries = new Set([...asking, ...milder].map((tick) => tick.entry));
    return [
      {
        code: symptom.code,
        level: levels.reduce((one, other) => (rank(other) > rank(one) ? other : one)),
        entries: [...entries].sort((one, other) => one - other),
        codes: [],
      },
    ];
  });
}

function itemTicks(story: Story, anchors: number[]): Map<Symptom, ItemTick[]> {
  const ticks = new Map<Symptom, ItemTick[]>();
  for (const entry of anchors) {
    for (const tick of story.entries[entry]?.ticks.filter(counts) ?? []) {
      const symptom = SYMPTOMS.get(tick.code);
      if (!symptom) continue;
      const known = ticks.get(symptom) ?? [];
      const same = known.find((each) => each.entry === entry);
      const severity = tick.severity ?? null;
      if (!same) known.push({ entry, severity });
      else if (severity !== null) same.severity = Math.max(severity, same.severity ?? severity);
      ticks.set(symptom, known);
    }
  }
  return ticks;
}

function levelOfTick(symptom: Symptom, tick: ItemTick, ticks: ItemTick[], story: Story): Level {
  let level = symptom.level;
  const grows = level === 'expected' && !symptom.welcome;
  if (grows && (outlasts(symptom, tick, story) || milderTick(tick, ticks))) level = 'practitioner';
  if (level === 'practitioner' && meets(data.raised[symptom.code] ?? [], story.flags)) return 'urgent';
  return level === 'emergency' && isLate(story.entries[tick.entry]) ? 'urgent' : level;
}

function outlasts(symptom: Symptom, tick: ItemTick, story: Story): boolean {
  const at = story.entries[tick.entry]?.recordedAt ?? 0;
  const last = story.treatments[lastTreatment(story, at)];
  return last !== undefined && at > last.endedAt + symptom.ask_for_days * DAY;
}

const milderTick = (tick: ItemTick, ticks: ItemTick[]): ItemTick | undefined =>
  ticks.find((each) => each.entry < tick.entry && isMilder(each, tick));
