import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { setTextSize, TEXT_SIZES, textSize } from '../../lib/textSize';
import { Choice, FieldGroup } from '../../ui';

/** Larger words, on this phone only, and at once. */
export function TextSizes() {
  const [chosen, setChosen] = useState(textSize);
  return (
    <div class="card">
      <FieldGroup label={t('text.heading')}>
        {TEXT_SIZES.map((size) => (
          <Choice
            key={size}
            type="radio"
            name="text"
            checked={chosen === size}
            onChange={() => {
              setTextSize(size);
              setChosen(size);
            }}
          >
            {t(`text.${size || 'normal'}` as const)}
          </Choice>
        ))}
      </FieldGroup>
    </div>
  );
}
