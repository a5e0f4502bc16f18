import { Button, Card } from '../../ui';
import { api } from '../api';
import { shortDayOf, timeOf } from '../format';
import { useAction } from '../hooks';
import type { Patient, Timeline } from '../shapes';
import { CONTRAINDICATIONS, OTHER_FLAGS, wordFor } from '../vocabulary';
import { words } from '../words';
import { Refusal } from './Loaded';
import { MiniForm } from './MiniForm';

const say = words.banners;

interface BannerProps {
  patient: Patient;
  easing: Timeline['easing'];
  changed: () => void;
}

/** Above everything else: what to know before touching anybody, and where the rules are softer than usual. */
export function Banners({ patient, easing, changed }: BannerProps) {
  const against = patient.flags.filter((flag) => flag in CONTRAINDICATIONS);
  const others = patient.flags.filter((flag) => !(flag in CONTRAINDICATIONS) && flag !== 'sensitive');
  const { notes, is_child, child_because } = patient.agreement;
  return (
    <>
      {patient.read_only_until && (
        <Card kind="warn">
          <p>{words.glass.readOnly(timeOf(patient.read_only_until))}</p>
        </Card>
      )}
      {patient.opened.length > 0 && (
        <Card kind="warn" heading={words.glass.opened}>
          {patient.opened.map(({ by, at, reason }) => (
            <p key={at} dir="auto">
              {words.glass.openedBy(by, timeOf(at), reason)}
            </p>
          ))}
        </Card>
      )}
      {notes.length > 0 && (
        <Card kind="warn" heading={say.agreement}>
          {notes.map((note) => (
            <p key={note} dir="auto">
              {note}
            </p>
          ))}
          {is_child && !child_because && (
            <MiniForm
              id="child"
              summary={say.child}
              button={say.child}
              fields={[{ name: 'child_because', label: say.childWhy, type: 'area' }]}
              send={async (typed) => {
                await api.correctPatient(patient.id, typed);
                changed();
              }}
            />
          )}
        </Card>
      )}
      {against.length > 0 && (
        <Card kind="warn" heading={say.contraindications}>
          <Flags flags={against} />
        </Card>
      )}
      {patient.flags.includes('sensitive') && (
        <Card kind="warn" heading={OTHER_FLAGS.sensitive}>
          <p>{say.scaleDown}</p>
          <MiniForm
            id="clear-sensitive"
            summary={say.clear}
            button={say.clearButton}
            fields={[{ name: 'reason', label: say.clearWhy, type: 'area' }]}
            send={async ({ reason = '' }) => {
              await api.clearSensitive(patient.id, reason);
              changed();
            }}
          />
        </Card>
      )}
      {others.length > 0 && (
        <Card kind="warn" heading={words.patient.flags}>
          <Flags flags={others} />
        </Card>
      )}
      {easing && <Eased patient={patient.id} easing={easing} changed={changed} />}
    </>
  );
}

function Flags({ flags }: { flags: string[] }) {
  return (
    <ul class="entry-symptoms">
      {flags.map((flag) => (
        <li key={flag}>{wordFor({ ...CONTRAINDICATIONS, ...OTHER_FLAGS }, flag)}</li>
      ))}
    </ul>
  );
}

interface EasedProps {
  patient: string;
  easing: NonNullable<Timeline['easing']>;
  changed: () => void;
}

function Eased({ patient, easing, changed }: EasedProps) {
  const { run, busy, problem } = useAction(async () => {
    await api.endEasing(patient);
    changed();
  });
  return (
    <Card kind="warn" heading={say.eased(shortDayOf(easing.ends_at))}>
      <p dir="auto">{say.easedBy(easing.by, easing.reason)}</p>
      <p class="hint">{say.easedText}</p>
      <Refusal problem={problem} />
      <div>
        <Button kind="quiet" off={busy} onClick={() => run()}>
          {say.endEasing}
        </Button>
      </div>
    </Card>
  );
}
