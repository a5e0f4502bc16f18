import { useCallback, useState } from 'preact/hooks';
import { PLACES, type Place, placesOf, togglePlace } from '../../domain/places';
import { t } from '../../i18n';
import { Chip, Choice, FieldGroup, Icon } from '../../ui';
import { BodyMap } from '../../ui/BodyMap';
import type { View } from '../../ui/body';
import { alter, body } from '../log';
import { placeWords } from './words';

const VIEWS: View[] = ['front', 'back'];
const GROUPS = ['head', 'trunk', 'arms', 'legs'] as const;

/** Where it hurts: a figure to tap, what was chosen in words, and a list that does the same. */
export function Where() {
  const [view, setView] = useState<View>('front');
  const places = placesOf(body.value.regions);
  const chosen = new Set(places);
  const toggle = useCallback((place: Place) => alter({ regions: togglePlace(body.value.regions, place) }), []);
  return (
    <section class="where" aria-labelledby="where-question">
      <h3 id="where-question">{t('where.question')}</h3>
      <fieldset class="chips">
        <legend class="visually-hidden">{t('where.view')}</legend>
        {VIEWS.map((each) => (
          <Chip key={each} pressed={view === each} onClick={() => setView(each)}>
            {t(`where.${each}` as const)}
          </Chip>
        ))}
      </fieldset>
      <div class="where-figure" dir="ltr" aria-hidden="true">
        <span class="hint">{view === 'front' ? t('where.yourRight') : t('where.yourLeft')}</span>
        <BodyMap view={view} chosen={chosen} onToggle={toggle} />
        <span class="hint">{view === 'front' ? t('where.yourLeft') : t('where.yourRight')}</span>
      </div>
      <Chosen places={places} onRemove={toggle} />
      <details>
        <summary>{t('where.list')}</summary>
        <div class="stack">
          {GROUPS.map((group) => (
            <FieldGroup key={group} label={t(`where.${group}` as const)}>
              {PLACES.filter((each) => each.group === group).flatMap(({ region, isPaired }) =>
                (isPaired ? [`${region}:left`, `${region}:right`] : [region]).map((place) => (
                  <Choice
                    key={place}
                    type="checkbox"
                    name="place"
                    value={place}
                    checked={chosen.has(place)}
                    onChange={() => toggle(place)}
                  >
                    {placeWords(place)}
                  </Choice>
                )),
              )}
            </FieldGroup>
          ))}
        </div>
      </details>
    </section>
  );
}

/** The same in words: the wrong side is seen at once, and taken away with a tap. */
function Chosen({ places, onRemove }: { places: Place[]; onRemove: (place: Place) => void }) {
  return (
    <div role="status">
      {places.length === 0 ? (
        <p class="hint">{t('where.none')}</p>
      ) : (
        <ul class="chips" role="list">
          {places.map((place) => (
            <li key={place}>
              <button type="button" class="chip chip-you" onClick={() => onRemove(place)}>
                <span>{placeWords(place)}</span>
                <Icon name="close" />
                <span class="visually-hidden">{t('where.remove')}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
