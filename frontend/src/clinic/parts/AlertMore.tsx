import { api } from '../api';
import { inputOf, instantOf } from '../format';
import { words } from '../words';
import { type AnswerProps, answer } from './answering';
import { MiniForm } from './MiniForm';

const HOUR = 60 * 60 * 1000;
const say = words.more;
/** The rules that go by the clinic's preset: only these can be softer for one patient. */
const EASED = ['forty_eight_hours', 'late_report'];

/** Putting an alert off, and saying that its rule is too sensitive for this patient. */
export function AlertMore(props: AnswerProps) {
  const { alert } = props;
  const inHours = (hours: number) => inputOf(new Date(Date.now() + hours * HOUR));
  return (
    <>
      {alert.state === 'open' && alert.level !== 'emergency' && (
        <MiniForm
          id="snooze"
          summary={say.snooze}
          button={say.snoozeButton}
          answers
          fields={[
            { name: 'until', label: say.until, type: 'datetime-local', atFirst: inHours(2) },
            { name: 'reason', label: say.snoozeWhy },
          ]}
          send={({ until = '', reason = '' }) =>
            answer(props, () => api.snooze(alert.id, { until: instantOf(until) ?? until, reason }))
          }
        />
      )}
      {EASED.includes(alert.rule) && (
        <MiniForm
          id="ease"
          summary={say.ease}
          button={say.easeButton}
          fields={[
            { name: 'reason', label: say.easeWhy, hint: say.easeHint, type: 'area' },
            { name: 'until', label: say.easeUntil, type: 'date', atFirst: inHours(30 * 24).slice(0, 10) },
          ]}
          send={async ({ reason = '', until = '' }) => {
            await api.ease(alert.patient.id, { reason, until: instantOf(until) ?? until });
            props.answered(await api.addNote(alert.id, say.easeNote(until)));
          }}
        />
      )}
    </>
  );
}
