import type { Entry } from '../../domain/entry';
import { t } from '../../i18n';
import { nowInstant, shortWhenOf } from '../../lib/dates';
import { deliveryOf } from '../../lib/diary';
import { Icon } from '../../ui';

/** Three separate facts about an entry; none is claimed before it is true. */
export function Facts({ entry }: { entry: Entry }) {
  const now = nowInstant();
  const { answer } = entry;
  return (
    <ul class="facts" role="list">
      <Fact isDone>{t('fact.saved', { time: shortWhenOf(entry.savedAt, now) })}</Fact>
      <Fact isDone={deliveryOf(entry) === 'sent'}>{sentWords(entry, now)}</Fact>
      <Fact isDone={answer?.seen != null}>
        {answer?.seen
          ? t('fact.seen', { name: answer.seen.by, time: shortWhenOf(answer.seen.at, now) })
          : t(isUnseen(answer) ? 'fact.unseen' : 'fact.notSeen')}
      </Fact>
    </ul>
  );
}

/** It was told a while ago and nobody has looked: the person must not go on waiting. */
const isUnseen = (answer: Entry['answer']): boolean =>
  answer?.unseen_after != null && Date.parse(answer.unseen_after) <= Date.now();

function sentWords(entry: Entry, now: string): string {
  const delivery = deliveryOf(entry);
  if (delivery === 'trouble') return t('fact.refused');
  if (!entry.answer) return t('fact.waiting');
  const time = shortWhenOf(entry.answer.received_at, now);
  return delivery === 'sent' ? t('fact.sent', { time }) : t('fact.changeWaiting', { time });
}

function Fact({ isDone, children }: { isDone: boolean; children: string }) {
  return (
    <li class={isDone ? 'fact fact-done' : 'fact'}>
      {isDone ? <Icon name="tick" /> : <span class="fact-open" aria-hidden="true" />}
      <span>{children}</span>
    </li>
  );
}
