import { useEffect, useState } from 'preact/hooks';
import { api } from '../api';
import { timeOf } from '../format';
import type { Cover } from '../office/shapes';
import { now } from '../pulse';
import { words } from '../words';

const say = words.coverNow;
/** Cover changes by the day: asked again now and then, for a list that stands open all week. */
const EVERY_MS = 15 * 60 * 1000;

/** Who answers for whom at this moment. Not known is said by saying nothing: the list below stands on its own. */
export function CoverNow() {
  const [known, setKnown] = useState<Cover[]>([]);
  const turn = Math.floor(now.value / EVERY_MS);
  useEffect(() => {
    api.cover().then(
      ({ results }) => setKnown(results),
      () => undefined,
    );
  }, [turn]);
  const isNow = ({ starts_at, ends_at }: Cover) =>
    new Date(starts_at).getTime() <= now.value && (ends_at === null || new Date(ends_at).getTime() > now.value);
  const lines = known.filter(isNow);
  if (lines.length === 0) return null;
  return (
    <ul class="plain-list hint">
      {lines.map(({ id, user, covers, ends_at }) => (
        <li key={id}>
          {say.line(user.name, covers?.name ?? say.everyone, ends_at ? say.until(timeOf(ends_at)) : say.standing)}
        </li>
      ))}
    </ul>
  );
}
