import { CATALOGUE, inWords } from '../../domain/catalogue';
import { type Card as CareCard, FOOTER } from '../../domain/selfCare';
import { t } from '../../i18n';
import { Card } from '../../ui';

const FIRST = 3;
const NORMAL = 'normal';

/** What helps at this hour after the treatment. A day later the news comes first: back to normal activity. */
export function SelfCare({ card }: { card: CareCard | null }) {
  if (!card) return null;
  const isBackToNormal = card.code === 'day_1' && card.texts.includes(NORMAL);
  const texts = card.texts.filter((text) => !(isBackToNormal && text === NORMAL));
  if (texts.length === 0) return null;
  return (
    <Card kind={isBackToNormal ? 'good' : 'plain'} heading={isBackToNormal ? textOf(NORMAL) : headingOf(card)}>
      <Lines texts={texts.slice(0, FIRST)} />
      {texts.length > FIRST && (
        <details>
          <summary>{t('care.more')}</summary>
          <Lines texts={texts.slice(FIRST)} />
        </details>
      )}
      <p class="hint">{inWords(FOOTER)}</p>
    </Card>
  );
}

const headingOf = ({ code }: CareCard): string => t(code === 'day_0' ? 'care.first' : 'care.heading');

const textOf = (code: string): string => inWords(CATALOGUE.self_care[code] ?? '');

function Lines({ texts }: { texts: string[] }) {
  return (
    <ul class="care" role="list">
      {texts.map((text) => (
        <li key={text}>{textOf(text)}</li>
      ))}
    </ul>
  );
}
