import { useState } from 'preact/hooks';
import { Button, Field, Icon } from '../../ui';
import { api } from '../api';
import { dateOf } from '../format';
import { useAction, useLoaded } from '../hooks';
import { Loaded, Refusal } from '../parts/Loaded';
import { Screen } from '../parts/Screen';
import { hrefs } from '../routes';
import type { Page, Patient } from '../shapes';
import { words } from '../words';

export function PatientsScreen() {
  const loading = useLoaded('patients', () => api.patients(null));
  return (
    <Screen
      title={words.patients.title}
      below={
        <div class="row">
          <a class="button" href={hrefs.newPatient}>
            <Icon name="plus" />
            {words.patients.add}
          </a>
        </div>
      }
    >
      <Loaded of={loading}>
        {(page) =>
          page.results.length === 0 ? <p>{words.patients.none}</p> : <Caseload page={page} set={loading.set} />
        }
      </Loaded>
    </Screen>
  );
}

interface CaseloadProps {
  page: Page<Patient>;
  set: (page: Page<Patient>) => void;
}

function Caseload({ page, set }: CaseloadProps) {
  const [typed, setTyped] = useState('');
  const {
    run: loadMore,
    busy,
    problem,
  } = useAction(async () => {
    const following = await api.patients(page.next);
    set({ results: [...page.results, ...following.results], next: following.next });
  });
  const shown = page.results.filter((patient) => holds(patient.name, typed));
  return (
    <>
      <search class="find">
        <Field label={words.patients.find}>
          <input type="search" value={typed} onInput={(event) => setTyped(event.currentTarget.value)} />
        </Field>
      </search>
      <div aria-live="polite">{shown.length === 0 && <p>{words.patients.noMatch(typed)}</p>}</div>
      <ul class="people plain-list">
        {shown.map((patient) => (
          <Person key={patient.id} patient={patient} />
        ))}
      </ul>
      {page.next !== null && (
        <div class="row">
          <p class="hint">{words.patients.partly(page.results.length)}</p>
          <Button kind="quiet" off={busy} onClick={() => loadMore()}>
            {words.patients.more}
          </Button>
          <Refusal problem={problem} heading={words.failedTitle} />
        </div>
      )}
    </>
  );
}

function Person({ patient }: { patient: Patient }) {
  const facts = [
    words.patients.born(dateOf(patient.birth_date)),
    patient.flags.length > 0 ? words.patients.flags(patient.flags.length) : null,
  ].filter((fact) => fact !== null);
  return (
    <li class="person">
      <a class="person-link" href={hrefs.patient(patient.id)}>
        {patient.name}
      </a>
      <span class="hint">{facts.join(' · ')}</span>
    </li>
  );
}

/** Without regard to case and accents: "zoe" finds "Zoë". */
function holds(name: string, typed: string): boolean {
  return plain(name).includes(plain(typed.trim()));
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
