import { useEffect, useRef, useState } from 'preact/hooks';
import { type CurveReading, Sparkline } from '../../ui';
import { api } from '../api';

/** A small curve, asked for once its row comes into view: each one is a read of a record, so none is asked for unseen. */
export function RowCurve({ session }: { session: string }) {
  const box = useRef<HTMLDivElement>(null);
  const [readings, setReadings] = useState<CurveReading[]>([]);
  useEffect(() => {
    let isGone = false;
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      // Without the drawing the row still says everything: a failure here is not worth a word.
      api.curve(session).then(
        (curve) => {
          if (!isGone) setReadings(curve.readings);
        },
        () => undefined,
      );
    });
    if (box.current) watcher.observe(box.current);
    return () => {
      isGone = true;
      watcher.disconnect();
    };
  }, [session]);
  return (
    <div ref={box}>
      <Sparkline readings={readings} width={96} height={36} />
    </div>
  );
}
