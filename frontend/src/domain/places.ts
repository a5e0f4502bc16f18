// Where it hurts: places as the list and the figure name them, and as an entry keeps them.
import type { Body } from './entry';

type Regions = Body['regions'];
export type Region = Regions[number]['code'];
/** `low-back`, or `knee:left`. */
export type Place = string;

/** Every region of the catalogue, from head to foot; `isPaired` ones have a left and a right. */
export const PLACES: readonly { group: 'head' | 'trunk' | 'arms' | 'legs'; region: Region; isPaired: boolean }[] = [
  { group: 'head', region: 'head', isPaired: false },
  { group: 'head', region: 'jaw', isPaired: false },
  { group: 'head', region: 'neck', isPaired: false },
  { group: 'trunk', region: 'upper-back', isPaired: false },
  { group: 'trunk', region: 'low-back', isPaired: false },
  { group: 'trunk', region: 'chest', isPaired: false },
  { group: 'trunk', region: 'abdomen', isPaired: false },
  { group: 'arms', region: 'shoulder', isPaired: true },
  { group: 'arms', region: 'arm', isPaired: true },
  { group: 'arms', region: 'elbow', isPaired: true },
  { group: 'arms', region: 'wrist-hand', isPaired: true },
  { group: 'legs', region: 'buttock', isPaired: true },
  { group: 'legs', region: 'hip', isPaired: true },
  { group: 'legs', region: 'leg', isPaired: true },
  { group: 'legs', region: 'knee', isPaired: true },
  { group: 'legs', region: 'ankle', isPaired: true },
  { group: 'legs', region: 'foot', isPaired: true },
];

const PAIRED: ReadonlySet<string> = new Set(PLACES.filter((each) => each.isPaired).map((each) => each.region));

/** The places of an entry; "both" is left and right, and a paired region without a side is both as well. */
export function placesOf(regions: Regions): Place[] {
  const places = regions.flatMap(({ code, side }) => {
    if (!PAIRED.has(code)) return [code];
    return side === 'left' || side === 'right' ? [`${code}:${side}`] : [`${code}:left`, `${code}:right`];
  });
  return [...new Set(places)];
}

/** Add a place, or take it away. What an entry says about other places stays as it was written. */
export function togglePlace(regions: Regions, place: Place): Regions {
  const code = place.split(':')[0] as Region;
  const others = regions.filter((region) => region.code !== code);
  const same = regions.filter((region) => region.code === code);
  const held = placesOf(same);
  const kept = held.includes(place) ? held.filter((each) => each !== place) : [...held, place];
  return [...others, ...kept.map((each) => ({ code, side: sideIn(each), nrs: scoreOf(same, each) }))];
}

const sideIn = (place: Place): 'left' | 'right' | null =>
  place.endsWith(':left') ? 'left' : place.endsWith(':right') ? 'right' : null;

/** A score that somebody gave this place before stays with it. */
function scoreOf(same: Regions, place: Place): number | null {
  return same.find((region) => region.side === sideIn(place))?.nrs ?? null;
}
