import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import { hoursAfter, LASTING_HOURS } from '../../domain/curve';
import type { Change, Entry } from '../../domain/entry';
import { t } from '../../i18n';
import { Chip, Choice, Field, FieldGroup } from '../../ui';
import { sessions } from '../advising';
import { body, setCompared, setNote } from '../log';
import { Activity } from './Activity';
import { Medicines } from './Medicines';
import { MoreScores, Severities } from './Numbers';
import { When } from './When';
import { Where } from './Where';
import '../adding.css';

const COMPARED: Change[] = ['much_better', 'better', 'same', 'worse', 'much_worse'];
const PARTS = {
  compared: Compared,
  where: Where,
  medicine: Medicines,
  activity: Activity,
  scores: MoreScores,
  severity: Severities,
  note: Note,
  when: When,
} satisfies Record<string, ComponentType>;
type Part = keyof typeof PARTS;
const ORDER = Object.keys(PARTS) as Part[];

/** What can be added to an entry, each part opened by its own chip and saved into the same entry. */
export function Adding({ entry, isNew }: { entry: Entry; isNew: boolean }) {
  const [open, setOpen] = useState<ReadonlySet<Part>>(() => new Set(isNew ? firstOpen(entry) : ORDER.filter(isFilled)));
  const shown = ORDER.filter((part) => isOffered(part, entry));
  return (
    <section class="stack" aria-labelledby="adding">
      <h2 id="adding">{t('add.heading')}</h2>
      <div class="chips">
        {shown.map((part) => (
          <Chip
            key={part}
            pressed={open.has(part)}
            onClick={() =>
              setOpen(new Set(open.has(part) ? [...open].filter((each) => each !== part) : [...open, part]))
            }
          >
            {t(`add.${part}` as const)}
          </Chip>
        ))}
      </div>
      {shown
        .filter((part) => open.has(part))
        .map((part) => {
          const Open = PARTS[part];
          return (
            <div key={part} class="card">
              <Open />
            </div>
          );
        })}
    </section>
  );
}

function isOffered(part: Part, entry: Entry): boolean {
  if (part === 'compared') return isPast48(entry);
  return part !== 'severity' || body.value.symptoms.length > 0;
}

/** An entry that is opened again shows what it holds. */
function isFilled(part: Part): boolean {
  const said = body.value;
  const filled: Partial<Record<Part, boolean>> = {
    compared: said.change !== null,
    where: said.regions.length > 0,
    medicine: said.medicines.length > 0,
    activity: said.function !== null || said.activity_nrs !== null,
    scores: said.nrs_worst !== null || said.nrs_now !== null || said.stiffness !== null,
    severity: said.symptoms.some((symptom) => symptom.severity != null),
    note: said.note !== '',
  };
  return filled[part] === true;
}

/** From the first entry past 48 hours on, this question is asked without being looked for. */
function firstOpen(entry: Entry): Part[] {
  return isPast48(entry) && body.value.change === null ? ['compared'] : [];
}

function isPast48(entry: Entry): boolean {
  const last = sessions.value.find((session) => hoursAfter(session, entry.body.recorded_at) >= 0);
  return last !== undefined && hoursAfter(last, entry.body.recorded_at) >= LASTING_HOURS;
}

function Compared() {
  return (
    <FieldGroup label={t('compared.question')}>
      {COMPARED.map((change) => (
        <Choice
          key={change}
          type="radio"
          name="compared"
          checked={body.value.change === change}
          onChange={() => setCompared(change)}
        >
          {t(`compared.${change}` as const)}
        </Choice>
      ))}
    </FieldGroup>
  );
}

function Note() {
  return (
    <Field label={t('note.label')} hint={t('note.hint')}>
      <textarea
        id="note"
        dir="auto"
        maxLength={10_000}
        rows={3}
        value={body.value.note}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
    </Field>
  );
}
