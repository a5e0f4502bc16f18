import { Card } from '../../ui';
import { BODY, MIRRORED, sideOf, VIEW_BOX, type View } from '../../ui/body';
import type { Entry } from '../shapes';
import { REGIONS, wordFor } from '../vocabulary';
import { words } from '../words';

const say = words.body;
const VIEWS: readonly View[] = ['front', 'back'];

/** How often each place was marked: `low-back` or `knee:left`. "Both" counts for either side. */
export function countPlaces(entries: readonly Entry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { regions } of entries) {
    const places = regions.flatMap(({ code, side }) =>
      side === null ? [code] : side === 'both' ? [`${code}:left`, `${code}:right`] : [`${code}:${side}`],
    );
    for (const place of new Set(places)) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

/** Where it hurt and how often: two figures for the eye, and the same as a list for everybody. */
export function BodyCount({ entries }: { entries: readonly Entry[] }) {
  const counts = countPlaces(entries);
  if (counts.size === 0) return null;
  const most = Math.max(...counts.values());
  const ordered = [...counts].sort(([, one], [, other]) => other - one);
  return (
    <Card kind="plain" heading={say.title}>
      <div class="bodies">
        {VIEWS.map((view) => (
          <figure key={view}>
            <svg class="body-map" viewBox={VIEW_BOX} aria-hidden="true" focusable="false">
              {BODY.filter(({ views }) => views.includes(view)).flatMap(({ region, isMiddle, d }) =>
                [false, true].map((isMirrored) => {
                  const sided = `${region}:${sideOf(view, isMirrored)}`;
                  const here = isMiddle ? [region, `${region}:left`, `${region}:right`] : [sided, region];
                  const share = Math.max(...here.map((place) => counts.get(place) ?? 0)) / most;
                  const level = share === 0 ? '' : ` body-often-${Math.ceil(share * 3)}`;
                  if (isMiddle && isMirrored && !d.startsWith('M102')) return null;
                  return (
                    <path
                      key={d + isMirrored}
                      d={d}
                      transform={isMirrored ? MIRRORED : undefined}
                      class={`body-part${level}`}
                    />
                  );
                }),
              )}
            </svg>
            <figcaption class="hint">{say[view]}</figcaption>
          </figure>
        ))}
      </div>
      <ul class="entry-symptoms">
        {ordered.map(([place, count]) => (
          <li key={place}>{say.times(nameOf(place), count)}</li>
        ))}
      </ul>
    </Card>
  );
}

function nameOf(place: string): string {
  const [code = '', side] = place.split(':');
  return side ? `${wordFor(REGIONS, code)} ${say.sides[side] ?? side}` : wordFor(REGIONS, code);
}
