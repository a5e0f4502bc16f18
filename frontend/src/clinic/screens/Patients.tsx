import { useEffect, useState } from 'preact/hooks';
import { Button, Chip, Field, Icon, Sparkline } from '../../ui';
import { api } from '../api';
import { agoOf, dateOf, timeIn } from '../format';
import { useAction, useLoaded } from '../hooks';
import { LevelMark } from '../parts/Level';
import { Loaded, Refusal } from '../parts/Loaded';
import { Screen } from '../parts/Screen';
import { hrefs } from '../routes';
import type { Case, Level, Page, Recovery } from '../shapes';
import { words } from '../words';

const say = words.patients;
/** The server looks once somebody has stopped typing: each answer is a look at the records on it. */
const PAUSE_MS = 300;
const COMING = ['all', 'today', 'week'] as const;
type Coming = (typeof COMING)[number];

export function PatientsScreen() {
  const [typed, setTyped] = useState('');
  const asked = useSettled(typed.trim());
  const [coming, setComing] = useState<Coming>('all');
  return (
    <Screen
      title={say.title}
      below={
        <div class="row">
          <a class="button" href={hrefs.newPatient}>
            <Icon name="plus" />
            {say.add}
          </a>
          <a class="button button-quiet" href={hrefs.unreached}>
            {words.unreached.title}
          </a>
        </div>
      }
    >
      <search class="find">
        <Field label={say.find}>
          <input type="search" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </Field>
        <fieldset class="chips">
          <legend class="visually-hidden">{words.visits.show}</legend>
          {COMING.map((each) => (
            <Chip key={each} pressed={coming === each} onClick={() => setComing(each)}>
              {words.visits.coming[each]}
            </Chip>
          ))}
        </fieldset>
      </search>
      <Found key={`${coming} ${asked}`} asked={asked} coming={coming} />
    </Screen>
  );
}

type AskPage = (cursor: string | null) => Promise<Page<Case>>;

interface Asked {
  asked: string;
  coming: Coming;
}

/** One answer for one search: what was found before never stands under a new name. */
function Found({ asked, coming }: Asked) {
  const ask: AskPage = (cursor) => api.patients(cursor, asked || null, coming === 'all' ? null : coming);
  const loading = useLoaded('patients', () => ask(null));
  const nobody = asked ? say.noMatch(asked) : coming === 'all' ? say.none : words.visits.nobody;
  return <Loaded of={loading}>{(page) => <Caseload page={page} set={loading.set} ask={ask} nobody={nobody} />}</Loaded>;
}

/** What was typed, once it has stood still. */
function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}

interface CaseloadProps {
  page: Page<Case>;
  set: (page: Page<Case>) => void;
  ask: AskPage;
  /** What is said when the page is empty. */
  nobody: string;
}

function Caseload({ page, set, ask, nobody }: CaseloadProps) {
  const { run, busy, problem } = useAction(async () => {
    const following = await ask(page.next);
    set({ results: [...page.results, ...following.results], next: following.next });
  });
  return (
    <>
      <div aria-live="polite">{page.results.length === 0 && <p>{nobody}</p>}</div>
      {page.results.length > 0 && (
        <ul class="people plain-list">
          {page.results.map((patient) => (
            <Person key={patient.id} patient={patient} />
          ))}
        </ul>
      )}
      {page.next !== null && (
        <div class="row">
          <p class="hint">{say.partly(page.results.length)}</p>
          <Button kind="quiet" off={busy} onClick={() => run()}>
            {say.more}
          </Button>
          <Refusal problem={problem} heading={words.failedTitle} />
        </div>
      )}
    </>
  );
}

function Person({ patient }: { patient: Case }) {
  const { id, name, birth_date, flags, session, spark, alert, alerts, next_visit: next } = patient;
  const facts = [
    next && words.visits.comes(timeIn(next.time_zone, next.starts_at)),
    say.born(dateOf(birth_date)),
    flags.length > 0 && say.flags(flags.length),
    session && say.last(agoOf(session.ended_at, new Date()), words.recovery[session.recovery as Recovery]),
  ].filter(Boolean);
  return (
    <li class="person">
      <div>
        <a class="person-link" href={hrefs.patient(id)}>
          {name}
        </a>
        <p class="hint">{facts.join(' · ')}</p>
      </div>
      <div class="row">
        {alert && <LevelMark level={alert as Level} />}
        {alerts > 1 && <span class="hint">{say.alerts(alerts)}</span>}
        {spark && <Sparkline readings={spark.readings} band={spark.band} width={96} height={36} />}
      </div>
    </li>
  );
}
