import { describe, expect, it } from 'vitest';
import catalogue from '../../api/catalogue.json';
import type { Body } from '../../src/domain/entry';
import { PLACES, placesOf, togglePlace } from '../../src/domain/places';
import { BODY, sideOf } from '../../src/ui/body';

type Regions = Body['regions'];
const of = (code: Regions[number]['code'], side: Regions[number]['side'] = null, nrs: number | null = null) => ({
  code,
  side,
  nrs,
});

describe('places', () => {
  it('are the regions of the catalogue, all of them', () => {
    expect(PLACES.map((place) => place.region).sort()).toEqual([...catalogue.regions].sort());
  });

  it('can all be tapped on the figure, except the jaw, which is too small to hit', () => {
    const drawn = new Set(BODY.map((shape) => shape.region).filter(Boolean));
    expect(PLACES.map((place) => place.region).filter((region) => !drawn.has(region))).toEqual(['jaw']);
    expect([...drawn].filter((region) => !PLACES.some((place) => place.region === region))).toEqual([]);
  });

  it('have the side that the figure’s half has', () => {
    const isPaired = new Map(PLACES.map((place) => [place.region as string, place.isPaired]));
    for (const shape of BODY)
      if (shape.region) expect([shape.region, !shape.isMiddle]).toEqual([shape.region, isPaired.get(shape.region)]);
  });

  it('on the front are the other way round: it faces the person', () => {
    expect([sideOf('front', false), sideOf('front', true)]).toEqual(['left', 'right']);
    expect([sideOf('back', false), sideOf('back', true)]).toEqual(['right', 'left']);
  });
});

describe('a tap', () => {
  it('chooses a place, and a second takes it away', () => {
    const chosen = togglePlace([], 'knee:left');
    expect(chosen).toEqual([of('knee', 'left')]);
    expect(togglePlace(chosen, 'knee:left')).toEqual([]);
  });

  it('keeps left and right apart', () => {
    expect(placesOf(togglePlace([of('knee', 'left')], 'knee:right'))).toEqual(['knee:left', 'knee:right']);
  });

  it('takes one side of "both" away', () => {
    expect(togglePlace([of('knee', 'both')], 'knee:left')).toEqual([of('knee', 'right')]);
  });

  it('leaves other places and their scores alone', () => {
    const before = [of('low-back', 'middle', 6), of('knee', 'left', 3)];
    expect(togglePlace(before, 'knee:right')).toEqual([
      of('low-back', 'middle', 6),
      of('knee', 'left', 3),
      of('knee', 'right'),
    ]);
  });
});
