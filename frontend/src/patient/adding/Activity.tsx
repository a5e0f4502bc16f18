import type { Body } from '../../domain/entry';
import { t } from '../../i18n';
import { Choice, FieldGroup } from '../../ui';
import { alter, body } from '../log';
import { Rating } from './Numbers';

const ABLE: NonNullable<Body['function']>[] = ['all', 'most', 'some', 'hardly_anything'];

/** What the pain lets the person do. */
export function Activity() {
  return (
    <div class="stack">
      <FieldGroup label={t('activity.question')}>
        {ABLE.map((able) => (
          <Choice
            key={able}
            type="radio"
            name="function"
            checked={body.value.function === able}
            onChange={() => alter({ function: able })}
          >
            {t(`activity.${able}` as const)}
          </Choice>
        ))}
      </FieldGroup>
      <Rating
        id="activity"
        label={t('activity.hard')}
        hint={t('activity.hardHint')}
        value={body.value.activity_nrs}
        onChange={(nrs) => alter({ activity_nrs: nrs })}
      />
    </div>
  );
}
