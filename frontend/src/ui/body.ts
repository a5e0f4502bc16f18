// The body as shapes to tap. One half is drawn, the other is its mirror image; nobody in particular is meant.

export type View = 'front' | 'back';

export interface BodyShape {
  /** A region of the catalogue; empty for a part that only completes the figure. */
  region: string;
  views: readonly View[];
  /** On the mid-line: it has no side. */
  isMiddle: boolean;
  d: string;
}

export const VIEW_BOX = '0 0 200 440';
export const MIRRORED = 'matrix(-1 0 0 1 200 0)';

const BOTH: View[] = ['front', 'back'];
const middle = (region: string, views: View[], d: string): BodyShape => ({ region, views, isMiddle: true, d });
const paired = (region: string, views: View[], d: string): BodyShape => ({ region, views, isMiddle: false, d });
const TRUNK = 'M102 80q8 0 14-4l17 5q-3 12-1 22 0 14-3 22-13 5-27 3Z';
const WAIST = 'M72 130q28 5 56 0l1 12q-1 14 1 24-30 6-60 0 2-10 1-24Z';

export const BODY: readonly BodyShape[] = [
  middle('head', BOTH, 'M100 8c15 0 23 10 23 25 0 17-10 29-23 29S77 50 77 33C77 18 85 8 100 8Z'),
  middle('neck', BOTH, 'M89 64q11 6 22 0v11q-11 5-22 0Z'),
  { ...paired('chest', ['front'], TRUNK), isMiddle: true },
  { ...paired('upper-back', ['back'], TRUNK), isMiddle: true },
  paired('shoulder', BOTH, 'M137 81q15 3 20 16 2 8 2 14l-22 2q-3-18 0-32Z'),
  paired('arm', BOTH, 'M138 117l22-2q5 16 6 32l-19 4q-7-16-9-34Z'),
  paired('elbow', BOTH, 'M148 155l19-4q3 10 4 20l-18 4q-3-9-5-20Z'),
  paired('arm', BOTH, 'M154 179l18-4q6 18 8 40l-13 3q-9-18-13-39Z'),
  paired('wrist-hand', BOTH, 'M168 222l13-3q8 8 8 20 0 12-6 19-8 2-12-6-5-14-3-30Z'),
  middle('abdomen', ['front'], WAIST),
  middle('low-back', ['back'], WAIST),
  middle('', ['front'], 'M84 173q16 3 32 0l-10 34q-6 3-12 0Z'),
  paired('hip', ['front'], 'M120 173l11-2q5 14 7 30-14 7-28 6Z'),
  paired('buttock', ['back'], 'M102 174q15 1 29-3 6 18 7 34-16 10-36 4Z'),
  paired('leg', BOTH, 'M104 212q18 2 34-5 4 38-4 76h-25q-6-34-5-71Z'),
  paired('knee', BOTH, 'M109 288h25q1 14-1 30h-21q-4-14-3-30Z'),
  paired('leg', BOTH, 'M112 322h21q4 34-5 68h-12q-6-34-4-68Z'),
  paired('ankle', BOTH, 'M116 394h12q-1 9 1 16h-14q2-8 1-16Z'),
  paired('foot', BOTH, 'M114 414h15q9 8 10 18-14 5-26 0-1-10 1-18Z'),
];

/** The person's own side of a drawn half. The front view faces the person, so its right half is their left. */
export function sideOf(view: View, isMirrored: boolean): 'left' | 'right' {
  return (view === 'front') === isMirrored ? 'right' : 'left';
}
