import { useEffect, useState } from 'preact/hooks';
import { wordOf } from '../../ui';
import { wordingOf, wordings } from '../catalogue';
import { medicinesOf } from '../entry-words';
import { timeOf } from '../format';
import type { Entry } from '../shapes';
import { REGIONS, readable, wordFor } from '../vocabulary';
import { words } from '../words';

const LATE_MS = 60 * 60 * 1000;

type TimeWords = (instant: string) => string;

interface EntryViewProps {
  entry: Entry;
  /** How its moment is said; under the heading of a day the time alone will do. */
  timeWords?: TimeWords;
}

/** One entry as the patient made it: the score large, then everything else that was said. */
export function EntryView({ entry, timeWords = timeOf }: EntryViewProps) {
  const known = useWordings();
  return (
    <div class="entry">
      <Score entry={entry} />
      <div class="entry-said">
        {entry.symptoms.length > 0 && <Symptoms entry={entry} known={known} />}
        {entry.none_of_these && <p>{words.entry.noSymptoms}</p>}
        {saidOf(entry).map((line) => (
          <p key={line}>{line}</p>
        ))}
        {entry.note && (
          <blockquote class="entry-note" dir="auto">
            {entry.note}
          </blockquote>
        )}
        {entry.advice.length > 0 && (
          <p class="hint">{words.entry.advice(entry.advice.map(({ title }) => title).join(' '))}</p>
        )}
        <p class="hint">{circumstancesOf(entry, timeWords).join(' · ')}</p>
      </div>
    </div>
  );
}

function useWordings(): ReadonlyMap<string, string> {
  const [known, setKnown] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    void wordings().then(setKnown);
  }, []);
  return known;
}

function Score({ entry }: { entry: Entry }) {
  const { nrs_average } = entry;
  if (nrs_average === null) return <p class="entry-score entry-no-score">{words.entry.noScore}</p>;
  return (
    <p class="entry-score">
      <span class={`score nrs-${Math.round(nrs_average)}`}>{nrs_average}</span>
      <span>
        {wordOf(nrs_average)}
        <span class="hint entry-unit">{words.entry.average}</span>
      </span>
    </p>
  );
}

function Symptoms({ entry, known }: { entry: Entry; known: ReadonlyMap<string, string> }) {
  return (
    <div>
      <p class="hint">{words.entry.symptoms}</p>
      <ul class="entry-symptoms">
        {entry.symptoms.map(({ code, severity, new: isNew }) => (
          <li key={code}>
            {[
              wordingOf(known, code),
              severity == null ? null : words.entry.severity(severity),
              isNew === false ? words.entry.notNew : null,
            ]
              .filter((part) => part !== null)
              .join(', ')}
          </li>
        ))}
      </ul>
    </div>
  );
}

function saidOf(entry: Entry): string[] {
  const say = words.entry;
  const scores = [
    entry.nrs_worst === null ? null : say.worst(entry.nrs_worst),
    entry.nrs_now === null ? null : say.now(entry.nrs_now),
    entry.stiffness === null ? null : say.stiffness(entry.stiffness),
    entry.activity_nrs === null ? null : say.activity(entry.activity_nrs),
  ].filter((part) => part !== null);
  const places = entry.regions.map(({ code, side }) => wordFor(REGIONS, code) + (side ? ` (${side})` : ''));
  const medicines = medicinesOf(entry);
  const helped = entry.events?.findLast((event) => event.code === 'got_help')?.at;
  return [
    helped ? say.gotHelp(timeOf(helped)) : null,
    entry.checked ? say.checked(timeOf(entry.checked.checked_at), entry.checked.note) : null,
    scores.length > 0 ? readable(scores.join(', ')) : null,
    entry.change ? say.change(words.change[entry.change] ?? entry.change) : null,
    entry.peg ? say.peg(entry.peg.pain, entry.peg.enjoyment, entry.peg.activity) : null,
    entry.activity ? say.named(entry.activity) : null,
    entry.function ? say.function(words.function[entry.function] ?? entry.function) : null,
    places.length > 0 ? say.where(places.join(', ')) : null,
    medicines ? say.medicines(medicines) : null,
  ].filter((line) => line !== null);
}

function circumstancesOf(entry: Entry, timeWords: TimeWords): string[] {
  const say = words.entry;
  const isLate = new Date(entry.received_at).getTime() - new Date(entry.recorded_at).getTime() > LATE_MS;
  return [
    timeWords(entry.recorded_at),
    entry.hours_since_session === null ? null : words.time.afterSession(entry.hours_since_session),
    isLate ? say.late(timeOf(entry.received_at)) : null,
    entry.by_carer ? say.byCarer(entry.by_carer) : null,
    entry.recalled ? say.recalled : null,
    entry.revision > 1 ? say.corrected(entry.revision) : null,
    entry.clock === 'ok' ? null : say.clock,
    entry.seen ? say.seen(entry.seen.by, timeOf(entry.seen.at)) : null,
  ].filter((part) => part !== null);
}
