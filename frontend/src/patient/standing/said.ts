import { medicineWords } from '../../domain/doctor';
import type { Body } from '../../domain/entry';
import { gotHelpAt } from '../../domain/helped';
import { placesOf } from '../../domain/places';
import { t } from '../../i18n';
import { timeOf } from '../../lib/dates';
import { placeWords } from '../adding/words';

/** What an entry says besides its score, its symptoms and its note, line by line. */
export function saidIn(body: Body): string[] {
  const scores = [
    body.nrs_worst == null ? null : t('said.worst', { score: body.nrs_worst }),
    body.nrs_now == null ? null : t('said.now', { score: body.nrs_now }),
    body.stiffness == null ? null : t('said.stiffness', { score: body.stiffness }),
    body.activity_nrs == null ? null : t('said.activity', { score: body.activity_nrs }),
  ].filter((part) => part !== null);
  const places = placesOf(body.regions).map(placeWords);
  const medicines = body.medicines.map(medicineWords).filter(Boolean);
  const helped = gotHelpAt({ events: body.events ?? [] });
  return [
    scores.length > 0 ? scores.join(' · ') : null,
    places.length > 0 ? t('said.where', { places: places.join(', ') }) : null,
    body.change ? t('said.change', { word: t(`compared.${body.change}` as const) }) : null,
    body.peg ? t('said.peg', { ...body.peg }) : null,
    body.activity ? t('said.named', { name: body.activity }) : null,
    body.function ? t('said.function', { word: t(`activity.${body.function}` as const) }) : null,
    medicines.length > 0 ? t('said.medicines', { names: medicines.join(', ') }) : null,
    helped === null ? null : t('said.helped', { time: timeOf(helped) }),
  ].filter((line) => line !== null);
}
