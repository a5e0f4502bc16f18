import { useState } from 'preact/hooks';
import { language, t } from '../../i18n';
import { LANGUAGES, rememberLanguage } from '../../i18n/languages';
import { Choice, FieldGroup } from '../../ui';

const OFFERED = LANGUAGES.filter((each) => !each.isPseudo);

/** Speak another language from now on. The page is read again, because its words are there before anything is drawn. */
async function choose(code: string): Promise<boolean> {
  try {
    await LANGUAGES.find((each) => each.code === code)?.load?.();
  } catch {
    return false;
  }
  rememberLanguage(code);
  // Paired already: the server hears it with the new words, after the page was read again.
  location.reload();
  return true;
}

/** A quiet line at the first screen: each language in its own words. */
export function LanguageLine() {
  return (
    <div class="languages row">
      {OFFERED.map((each) => (
        <button
          key={each.code}
          type="button"
          class="language"
          lang={each.code}
          aria-current={each.code === language.code ? 'true' : undefined}
          onClick={() => void choose(each.code)}
        >
          {each.name}
        </button>
      ))}
    </div>
  );
}

/** The same choice among the settings. */
export function LanguageCard() {
  const [isUnreachable, setIsUnreachable] = useState(false);
  return (
    <div class="card">
      <FieldGroup label={t('language.heading')}>
        {OFFERED.map((each) => (
          <Choice
            key={each.code}
            type="radio"
            name="language"
            checked={each.code === language.code}
            onChange={() => void choose(each.code).then((isDone) => setIsUnreachable(!isDone))}
          >
            <span lang={each.code}>{each.name}</span>
          </Choice>
        ))}
      </FieldGroup>
      {isUnreachable && <p role="alert">{t('app.noConnection')}</p>}
    </div>
  );
}
