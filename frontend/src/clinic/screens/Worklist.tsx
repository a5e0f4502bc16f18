import { useSignal } from '@preact/signals';
import { Button, Card, Chip } from '../../ui';
import { api } from '../api';
import { arrived, refreshWorklist, takeIn, worklist } from '../desk';
import { clockOf } from '../format';
import { useAction } from '../hooks';
import { AnswerRefused } from '../parts/AnswerRefused';
import { CoverNow } from '../parts/CoverNow';
import { PulseLine } from '../parts/PulseLine';
import { Screen } from '../parts/Screen';
import { WorkRows } from '../parts/WorkRows';
import { pulse } from '../pulse';
import { hrefs } from '../routes';
import type { Worklist } from '../shapes';
import { me } from '../staff';
import { words } from '../words';
import { FILTERS, type Filter, matches } from '../worklist';

/** What is open now, worst first. Silence is said aloud: "All clear as of 14:02". */
export function WorklistScreen() {
  const list = worklist.value;
  const { run: acknowledge, problem } = useAction(acknowledgeRow);
  const count = list?.results.length ?? 0;
  const { title, came } = words.worklist;
  return (
    <Screen
      title={title}
      tab={count > 0 ? words.titleWithCount(count, title) : words.title(title)}
      below={
        <div class="row">
          <PulseLine />
          <Button kind="quiet" onClick={() => void refreshWorklist()}>
            {words.pulse.refresh}
          </Button>
          <a class="plain-link" href={hrefs.unreached}>
            {words.unreached.title}
          </a>
        </div>
      }
    >
      <p class="visually-hidden" aria-live="polite">
        {arrived.value > 0 ? came(arrived.value) : ''}
      </p>
      <CoverNow />
      <AnswerRefused problem={problem} />
      {list ? <Found list={list} acknowledge={acknowledge} /> : <NotYet />}
    </Screen>
  );
}

async function acknowledgeRow(id: string): Promise<void> {
  try {
    takeIn(await api.acknowledge(id));
  } catch (error) {
    void refreshWorklist();
    throw error;
  }
}

interface FoundProps {
  list: Worklist;
  acknowledge: (id: string) => void;
}

function NotYet() {
  if (!pulse.value.reachable) return null;
  return (
    <p class="hint" role="status">
      {words.loading}
    </p>
  );
}

function Found({ list, acknowledge }: FoundProps) {
  if (list.results.length === 0) return <Clear list={list} />;
  return <Filtered list={list} acknowledge={acknowledge} />;
}

function Clear({ list }: { list: Worklist }) {
  if (list.clear_as_of !== null) {
    return (
      <Card kind="good" heading={words.worklist.clear(clockOf(list.clear_as_of))}>
        <p>{words.worklist.clearText}</p>
      </Card>
    );
  }
  if (list.sweep_age_seconds !== null) return <NotYet />;
  return (
    <Card kind="warn">
      <p>{words.worklist.notKnown}</p>
    </Card>
  );
}

function Filtered({ list, acknowledge }: FoundProps) {
  const alerts = list.results;
  const filter = useSignal<Filter>('all');
  const mine = me.value?.name ?? '';
  const name = words.worklist.filter[filter.value];
  const shown = alerts.filter((alert) => matches(alert, filter.value, mine));
  return (
    <>
      <fieldset class="chips">
        <legend class="visually-hidden">{words.worklist.filters}</legend>
        {FILTERS.map((each) => (
          <Chip key={each} pressed={filter.value === each} onClick={() => (filter.value = each)}>
            {words.worklist.filterWithCount(
              words.worklist.filter[each],
              alerts.filter((alert) => matches(alert, each, mine)).length,
            )}
          </Chip>
        ))}
      </fieldset>
      {shown.length === 0 ? (
        <p>{words.worklist.nothingHere(name)}</p>
      ) : (
        <WorkRows alerts={shown} acknowledge={acknowledge} />
      )}
      {list.next !== null && <p class="hint">{words.worklist.more}</p>}
    </>
  );
}
