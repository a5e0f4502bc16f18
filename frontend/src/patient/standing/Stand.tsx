import { HOUR_MS, hoursAfter } from '../../domain/curve';
import { momentOf } from '../../domain/entry';
import { cardAt } from '../../domain/selfCare';
import { isUpAgain } from '../../domain/settled';
import { t } from '../../i18n';
import { me, shownEntries } from '../../lib/diary';
import { Card } from '../../ui';
import { sessions } from '../advising';
import { AskedAgain } from './AskedAgain';
import { InstallOffer } from './InstallOffer';
import { Leaving } from './Leaving';
import { Lasting, Matters } from './Matters';
import { NotedByMistake } from './NotedByMistake';
import { RemindersOffer } from './RemindersOffer';
import { SelfCare } from './SelfCare';
import { WatchCard } from './WatchCard';
import { WeeklyOffer } from './WeeklyOffer';
import '../stand.css';

/** Where the person stands: what is open, what helps at this hour, what happens when, and whether anybody is told. */
export function Stand() {
  const last = sessions.value[0];
  const hours = last ? (Date.now() - Date.parse(last.ended_at)) / HOUR_MS : null;
  const isSettled = last?.recovery === 'settled' || last?.recovery === 'closed';
  return (
    <>
      <Matters />
      {last && !isSettled && <Lasting treatedAt={last.ended_at} />}
      <AskedAgain />
      <NotedByMistake />
      {last?.recovery === 'settled' && !isUpAgain(shownEntries.value, me.value?.judging?.baseline) && (
        <Card kind="good" heading={t('settled.heading')}>
          <p>{t('settled.body')}</p>
        </Card>
      )}
      <Leaving />
      {!isSettled && last && <SelfCare card={cardNow(last.ended_at)} />}
      <WatchCard hours={hours} isSettled={isSettled} />
      <WeeklyOffer />
      <InstallOffer />
      <RemindersOffer />
    </>
  );
}

function cardNow(treatedAt: string) {
  const who = me.value;
  const ticks = shownEntries.value
    .filter((entry) => hoursAfter({ ended_at: treatedAt }, momentOf(entry)) >= 0)
    .flatMap((entry) => entry.body.symptoms);
  const hours = (Date.now() - Date.parse(treatedAt)) / HOUR_MS;
  return cardAt(hours, ticks, who?.ask?.known, who?.self_care?.texts.includes('patch'));
}
