import { useEffect, useState } from 'preact/hooks';
import { Button, Field, Icon, Sparkline } from '../../ui';
import { api } from '../api';
import { agoOf, dateOf } from '../format';
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

export function PatientsScreen() {
  const [typed, setTyped] = useState('');
  const asked = useSettled(typed.trim());
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
      </search>
      <Found key={asked} asked={asked} />
    </Screen>
  );
}

/** One answer for one search: what was found before never stands under a new name. */
function Found({ asked }: { asked: string }) {
  const loading = useLoaded('patients', () => api.patients(null, asked || null));
  return <Loaded of={loading}>{(page) => <Caseload page={page} set={loading.set} asked={asked} />}</Loaded>;
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
  asked: string;
}

function Caseload({ page, set, asked }: CaseloadProps) {
  const { run, busy, problem } = useAction(async () => {
    const following = await api.patients(page.next, asked || null);
    set({ results: [...page.results, ...following.results], next: following.next });
  });
  return (
    <>
      <div aria-live="polite">{page.results.length === 0 && <p>{asked ? say.noMatch(asked) : say.none}</p>}</div>
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

function Person({ patient: { id, name, birth_date, flags, session, spark, alert, alerts } }: { patient: Case }) {
  const facts = [
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
