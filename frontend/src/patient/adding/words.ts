import type { Place } from '../../domain/places';
import { t } from '../../i18n';

type Region = 'head' | 'jaw' | 'neck';

/** "Low back", "Left knee". */
export function placeWords(place: Place): string {
  const [region, side] = place.split(':');
  const name = t(`place.${region as Region}` as const);
  if (side === undefined) return name;
  return t(side === 'left' ? 'place.onLeft' : 'place.onRight', { place: name.toLowerCase() });
}
