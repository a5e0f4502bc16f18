import { useState } from 'preact/hooks';
import { CATALOGUE, inWords } from '../../domain/catalogue';
import type { Entry } from '../../domain/entry';
import { type Group, groupsFor, isSeriousCode } from '../../domain/symptoms';
import { isUnreviewed, t } from '../../i18n';
import { Button, Card, Chip, Choice, Icon } from '../../ui';
import { sessions } from '../advising';
import { body, setNone, tick } from '../log';
import { AdviceCards } from './AdviceCards';
import { English } from './English';

interface SymptomsProps {
  entry: Entry | undefined;
  onTell?: () => void;
}

/** "Is any of this new or worse?": None of these, or groups to open and tick. Advice appears under what was ticked. */
export function Symptoms({ entry, onTell }: SymptomsProps) {
  const { symptoms, none_of_these } = body.value;
  const ticked = new Set(symptoms.map((report) => report.code));
  const [anchor, setAnchor] = useState<string | null>(null);
  const [hasEnglish, setHasEnglish] = useState(false);
  const groups = groupsFor(sessions.value[0]?.regions ?? [], ticked);
  const advice = <AdviceCards reports={symptoms} entry={entry} onTell={onTell} />;
  const isAnchored = anchor !== null && ticked.has(anchor);
  return (
    <section class="stack" aria-labelledby="symptoms-question">
      <h2 id="symptoms-question">{inWords(CATALOGUE.question)}</h2>
      {!isAnchored && advice}
      <div>
        <Chip pressed={none_of_these === true} onClick={() => setNone(none_of_these !== true)}>
          {t('symptoms.none')}
        </Chip>
      </div>
      <p class="hint">{t('symptoms.hint')}</p>
      {isUnreviewed && (
        <div class="stack">
          <p class="hint">{t('language.unreviewed')}</p>
          <div>
            <Chip pressed={hasEnglish} onClick={() => setHasEnglish(!hasEnglish)}>
              {t('language.english')}
            </Chip>
          </div>
        </div>
      )}
      <div class="groups">
        {groups.map((group) => (
          <SymptomGroup
            key={group.code}
            group={group}
            ticked={ticked}
            hasEnglish={hasEnglish}
            isSaved={entry !== undefined}
            advice={isAnchored ? { under: anchor, cards: advice } : null}
            onTick={(code, isTicked) => {
              setAnchor(isTicked ? code : null);
              tick(code, isTicked);
            }}
          />
        ))}
      </div>
    </section>
  );
}

interface GroupProps {
  group: Group;
  ticked: ReadonlySet<string>;
  hasEnglish: boolean;
  isSaved: boolean;
  advice: { under: string; cards: preact.JSX.Element } | null;
  onTick: (code: string, isTicked: boolean) => void;
}

function SymptomGroup({ group, ticked, hasEnglish, isSaved, advice, onTick }: GroupProps) {
  const [isOpen, setIsOpen] = useState(group.isNew);
  const count = group.items.filter((item) => ticked.has(item.code)).length;
  return (
    <div class="group">
      <h3>
        <button
          type="button"
          class="group-button"
          aria-expanded={isOpen}
          aria-controls={`group-${group.code}`}
          onClick={() => setIsOpen(!isOpen)}
        >
          <span>{group.title ? inWords(group.title) : t('symptoms.also')}</span>
          {count > 0 && <span class="group-count">{t('symptoms.ticked', { n: count })}</span>}
          <Icon name="next" />
        </button>
      </h3>
      <div id={`group-${group.code}`} class="group-items" hidden={!isOpen}>
        {isOpen &&
          group.items.map((item) => (
            <Item
              key={item.code}
              code={item.code}
              wording={item.wording}
              hasEnglish={hasEnglish}
              isTicked={ticked.has(item.code)}
              isSaved={isSaved}
              advice={advice?.under === item.code ? advice.cards : null}
              onTick={onTick}
            />
          ))}
      </div>
    </div>
  );
}

interface ItemProps {
  code: string;
  wording: string;
  hasEnglish: boolean;
  isTicked: boolean;
  isSaved: boolean;
  advice: preact.JSX.Element | null;
  onTick: (code: string, isTicked: boolean) => void;
}

/** One tick. Taking a saved warning sign off is asked about first; both versions stay in the diary's history. */
function Item({ code, wording, hasEnglish, isTicked, isSaved, advice, onTick }: ItemProps) {
  const [isAsking, setIsAsking] = useState(false);
  return (
    <>
      <Choice
        type="checkbox"
        name="symptom"
        value={code}
        checked={isTicked}
        onChange={(checked) => {
          if (!checked && isSaved && isSeriousCode(code)) setIsAsking(true);
          else onTick(code, checked);
        }}
      >
        {inWords(wording)}
        {hasEnglish && <English>{wording}</English>}
      </Choice>
      {isAsking && (
        <Card kind="warn" role="alert" heading={t('symptoms.mistake')}>
          <div class="row">
            <Button
              kind="primary"
              onClick={() => {
                setIsAsking(false);
                onTick(code, false);
              }}
            >
              {t('symptoms.mistakeYes')}
            </Button>
            <Button kind="quiet" onClick={() => setIsAsking(false)}>
              {t('symptoms.mistakeNo')}
            </Button>
          </div>
        </Card>
      )}
      {advice}
    </>
  );
}
