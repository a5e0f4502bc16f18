import { useEffect, useRef } from 'preact/hooks';
import { type Advice, adviceFor, isSerious } from '../../domain/advice';
import { inWords } from '../../domain/catalogue';
import type { Entry, SymptomReport } from '../../domain/entry';
import { inEnglish, isUnreviewed, type Key, language, t } from '../../i18n';
import { ENGLISH } from '../../lib/dates';
import { me } from '../../lib/diary';
import { Button, Card } from '../../ui';
import { adviceFacts, clinicPhone, dial, factsIn, foundNow, loadStory, numberIn, numbers } from '../advising';
import { lazyScreen } from '../lazy';
import { body } from '../log';
import { English } from './English';
import { Call, Link } from './Link';

const Helped = lazyScreen((later) => later.Helped);

interface AdviceProps {
  reports: readonly SymptomReport[];
  /** The entry that holds the reports, once it is saved. */
  entry: Entry | undefined;
  /** Saves a draft, so that the clinic can be told. */
  onTell?: (() => void) | undefined;
}

/** What to do now, worst first: from the phone's own catalogue at once, from the server once it holds the entry. */
export function AdviceCards({ reports, entry, onTell }: AdviceProps) {
  const isWithServer = entry !== undefined && serverHas(entry, reports);
  const found = foundNow(entry?.body ?? body.value, entry?.id);
  const blocks = isWithServer ? entry.answer?.advice : adviceFor(reports, factsIn(ENGLISH), found);
  const own = isWithServer ? blocks?.map(saidHere) : adviceFor(reports, adviceFacts.value, found, inWords);
  useEffect(() => void loadStory(), []);
  const box = useRef<HTMLDivElement>(null);
  const worst = blocks?.[0]?.level;
  useEffect(() => {
    if (worst && isSerious(worst)) box.current?.scrollIntoView?.({ block: 'nearest' });
  }, [worst]);
  return (
    <div ref={box} class="stack advice">
      {blocks?.map((block, place) => (
        <AdviceCard
          key={block.code}
          advice={block}
          own={own?.[place] ?? block}
          isWithServer={isWithServer}
          onTell={entry ? undefined : onTell}
        />
      ))}
      {me.value && worst && worst !== 'expected' && <Helped entry={entry} isSerious={isSerious(worst)} />}
    </div>
  );
}

/** Whether the server's answer is about exactly these symptoms: a note that waits to be sent takes nothing back. */
function serverHas({ answer }: Entry, reports: readonly SymptomReport[]): boolean {
  const codes = (list: readonly SymptomReport[]) =>
    list
      .map((report) => report.code)
      .sort()
      .join();
  return answer !== null && codes(answer.symptoms) === codes(reports);
}

/** The server's own words in the language of this phone; in English where it does not know that language. */
function saidHere({ said, ...advice }: Advice): Advice {
  return said?.language === language.code ? { ...advice, ...said } : advice;
}

interface CardProps {
  /** In English. */
  advice: Advice;
  /** The same in the language of this phone. */
  own: Advice;
  isWithServer: boolean;
  onTell: (() => void) | undefined;
}

function AdviceCard({ advice, own, isWithServer, onTell }: CardProps) {
  const serious = isSerious(advice.level);
  const isEmergency = advice.level === 'emergency' && advice.actions.includes('call_emergency');
  const kind = serious ? 'urgent' : advice.level === 'practitioner' ? 'warn' : 'plain';
  return (
    <Card kind={kind} role={serious ? 'alert' : 'status'} heading={own.title}>
      {own !== advice && <English>{advice.title}</English>}
      {/* In an emergency the number stands before all that is to be read: below it would be out of sight. */}
      {isEmergency && <CallEmergency advice={advice} />}
      {own.lines.map((line, place) => (
        <p key={line}>
          {line}
          {line !== advice.lines[place] && <English>{advice.lines[place]}</English>}
        </p>
      ))}
      {isUnreviewed && own !== advice && <p class="hint">{t('language.unreviewed')}</p>}
      {!isWithServer && advice.level !== 'expected' && (
        <p class="strong">
          {t(notTold(serious))}
          <English>{inEnglish(notTold(serious))}</English>
        </p>
      )}
      {onTell && me.value && advice.level !== 'expected' && (
        <Button kind="primary" full onClick={onTell}>
          {t('advice.tell')}
        </Button>
      )}
      <Actions advice={advice} />
    </Card>
  );
}

function notTold(isCall: boolean): Key {
  if (!me.value) return 'advice.notPaired';
  if (me.value.monitoring?.state === 'off') return 'advice.nobodyTold';
  return isCall ? 'advice.notToldCall' : 'advice.notTold';
}

function CallEmergency({ advice }: { advice: Advice }) {
  const { emergency_number } = numbers.value;
  return (
    <Call kind={advice.level === 'emergency' ? 'danger' : 'quiet'} href={dial(emergency_number)}>
      {t('advice.call', { number: emergency_number })}
    </Call>
  );
}

function Actions({ advice }: { advice: Advice }) {
  const { urgent_line, crisis_line } = numbers.value;
  const urgentNumber = numberIn(urgent_line);
  const crisisNumber = numberIn(crisis_line);
  return (
    <>
      {advice.actions.map((action) => {
        switch (action) {
          case 'call_emergency':
            return advice.level === 'emergency' ? null : <CallEmergency key={action} advice={advice} />;
          case 'call_urgent_line':
            return (
              urgentNumber && (
                <Call key={action} kind="danger" href={dial(urgentNumber)}>
                  {t('advice.call', { number: urgentNumber })}
                </Call>
              )
            );
          case 'call_crisis_line':
            return (
              crisisNumber && (
                <Call key={action} kind="quiet" href={dial(crisisNumber)}>
                  {t('advice.callLine', { line: inWords(crisis_line) })}
                </Call>
              )
            );
          case 'call_clinic':
            return (
              clinicPhone.value && (
                <Call key={action} kind="quiet" href={dial(clinicPhone.value)}>
                  {t('advice.callClinic')}
                </Call>
              )
            );
          case 'show_doctor':
            return (
              <Link key={action} to="/app/doctor" kind="quiet" full>
                {t('advice.showDoctor')}
              </Link>
            );
          default:
            return null;
        }
      })}
    </>
  );
}
