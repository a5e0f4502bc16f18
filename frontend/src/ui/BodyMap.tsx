import { useEffect, useRef } from 'preact/hooks';
import { BODY, type BodyShape, MIRRORED, sideOf, VIEW_BOX, type View } from './body';

interface BodyMapProps {
  view: View;
  /** Chosen places: `low-back`, `knee:left`. */
  chosen: ReadonlySet<string>;
  onToggle: (place: string) => void;
}

/** A figure to tap. It is a shortcut for a pointer only: the same places stand in a list beside it, which everybody can use. */
export function BodyMap({ view, chosen, onToggle }: BodyMapProps) {
  const figure = useRef<SVGSVGElement>(null);
  useEffect(() => {
    const tap = (event: Event) => {
      const place = (event.target as Element | null)?.closest('[data-place]')?.getAttribute('data-place');
      if (place) onToggle(place);
    };
    const element = figure.current;
    element?.addEventListener('click', tap);
    return () => element?.removeEventListener('click', tap);
  }, [onToggle]);
  const shapes = BODY.filter((shape) => shape.views.includes(view));
  return (
    <svg ref={figure} class="body-map" viewBox={VIEW_BOX} aria-hidden="true" focusable="false">
      {shapes.map((shape) => (
        <Halves key={`${shape.region} ${shape.d}`} shape={shape} view={view} chosen={chosen} />
      ))}
    </svg>
  );
}

function Halves({ shape, view, chosen }: { shape: BodyShape; view: View; chosen: ReadonlySet<string> }) {
  const isWhole = shape.isMiddle && !HALVED.has(shape.region);
  return (
    <>
      {[false, true].slice(0, isWhole ? 1 : 2).map((isMirrored) => {
        const place = shape.isMiddle ? shape.region : `${shape.region}:${sideOf(view, isMirrored)}`;
        const classes = ['body-part', shape.region === '' && 'body-plain', chosen.has(place) && 'body-chosen'];
        return (
          <path
            key={String(isMirrored)}
            d={shape.d}
            transform={isMirrored ? MIRRORED : undefined}
            class={classes.filter(Boolean).join(' ')}
            data-place={place || undefined}
          />
        );
      })}
    </>
  );
}

/** Drawn as two halves, and yet one place. */
const HALVED: ReadonlySet<string> = new Set(['chest', 'upper-back']);
