import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { hasClearLetters, setClearLetters, setTextSize, TEXT_SIZES, textSize } from '../../lib/textSize';
import { Choice, FieldGroup } from '../../ui';

/** Larger words and clearer letters, on this phone only, and at once. */
export function TextSizes() {
  const [chosen, setChosen] = useState(textSize);
  const [isClear, setIsClear] = useState(hasClearLetters);
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
      <Choice
        type="checkbox"
        name="letters"
        checked={isClear}
        onChange={(checked) => {
          setClearLetters(checked);
          setIsClear(checked);
        }}
      >
        {t('text.clearer')}
        <span class="hint">{t('text.clearerHint')}</span>
      </Choice>
    </div>
  );
}
