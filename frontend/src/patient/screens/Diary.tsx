import type { Session } from '../../domain/answers';
import { inWords } from '../../domain/catalogue';
import { type Entry, momentOf } from '../../domain/entry';
import { t } from '../../i18n';
import { dayNumber, dayOf, nowInstant, timeOf, whenOf } from '../../lib/dates';
import { shownEntries } from '../../lib/diary';
import { sessions } from '../advising';
import { Facts } from '../parts/Facts';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';
import { TroubleCard } from '../parts/TroubleCard';
import { scoreWords, symptomWords } from '../parts/words';
import { saidIn } from '../standing/said';

/** Days as headings, newest first; days without an entry are shown as such, and nothing is made of them. */
export function Diary() {
  const days = daysOf(shownEntries.value, sessions.value);
  return (
    <>
      <Heading title={t('diary.heading')} />
      {shownEntries.value.length === 0 && (
        <>
          <p>{t('diary.empty')}</p>
          <Link to="/app/" kind="primary" full>
            {t('diary.start')}
          </Link>
        </>
      )}
      {days.map((day, index) => (
        <section key={day.number} class="stack day" aria-labelledby={`day-${day.number}`}>
          <Gap days={(days[index - 1]?.number ?? day.number + 1) - day.number - 1} />
          <h2 id={`day-${day.number}`}>{dayOf(day.items[0]?.at ?? '', nowInstant())}</h2>
          {day.items.map((item) =>
            item.entry ? <Row key={item.entry.id} entry={item.entry} /> : <Treatment key={item.at} item={item} />,
          )}
        </section>
      ))}
    </>
  );
}

interface Item {
  at: string;
  entry?: Entry;
  session?: Session;
}

function daysOf(entries: readonly Entry[], treatments: readonly Session[]): { number: number; items: Item[] }[] {
  const items: Item[] = [
    ...entries.map((entry) => ({ at: momentOf(entry), entry })),
    ...treatments.map((session) => ({ at: session.ended_at, session })),
  ].sort((one, other) => Date.parse(other.at) - Date.parse(one.at));
  const days = new Map<number, Item[]>();
  for (const item of items) {
    const number = dayNumber(item.at);
    days.set(number, [...(days.get(number) ?? []), item]);
  }
  return [...days].map(([number, ofDay]) => ({ number, items: ofDay }));
}

function Gap({ days }: { days: number }) {
  return days > 0 ? <p class="gap">{t('diary.gap', { n: days })}</p> : null;
}

function Treatment({ item }: { item: Item }) {
  return (
    <p class="treatment">
      <span>{timeOf(item.at)}</span>{' '}
      {t('diary.treatment', { what: item.session ? inWords(item.session.modality.replaceAll('-', ' ')) : '' })}
    </p>
  );
}

function Row({ entry }: { entry: Entry }) {
  const { body } = entry;
  const score = body.nrs_average;
  const symptoms = symptomWords(body);
  return (
    <article class="card entry" aria-label={`${timeOf(momentOf(entry))}, ${scoreWords(body)}`}>
      <div class="entry-head">
        <span class={`square ${score === null ? '' : `nrs-${score}`}`} aria-hidden="true">
          {score ?? '–'}
        </span>
        <div class="entry-title">
          <h3>{scoreWords(body)}</h3>
          <p class="hint">
            {timeOf(momentOf(entry))}
            {body.recalled && ` · ${t('diary.recalled')}`}
            {entry.answer?.by_carer && ` · ${t('entry.byCarer', { name: entry.answer.by_carer })}`}
          </p>
        </div>
        <Link to={`/app/diary/${entry.id}`} class="open">
          {t('diary.open')}
          <span class="visually-hidden">
            {' '}
            {timeOf(momentOf(entry))}, {scoreWords(body)}
          </span>
        </Link>
      </div>
      {body.none_of_these && <p>{t('diary.nothing')}</p>}
      {symptoms.length > 0 && (
        <ul class="points">
          {symptoms.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      )}
      {saidIn(body).map((line) => (
        <p key={line}>{line}</p>
      ))}
      {entry.answer?.checked && (
        <p class="fact-done">{t('checked.said', { when: whenOf(entry.answer.checked.checked_at, nowInstant()) })}</p>
      )}
      {body.note && (
        <p dir="auto" class="note">
          {body.note}
        </p>
      )}
      <Facts entry={entry} />
      {entry.trouble && <TroubleCard entry={entry} trouble={entry.trouble} />}
    </article>
  );
}
