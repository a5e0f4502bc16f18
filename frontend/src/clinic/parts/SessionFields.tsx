import { Button, Card, Choice, Field, FieldGroup, Nrs } from '../../ui';
import { inputOf } from '../format';
import type { Form } from '../forms';
import { reasonsNeeded, type SessionDraft } from '../session-draft';
import type { Course } from '../shapes';
import { CONTRAINDICATIONS, MODALITIES, NEEDLED, POSITIONS, REGIONS, wordFor } from '../vocabulary';
import { words } from '../words';
import { Chips, Options } from './choices';

const say = words.session;

interface Part {
  form: Form<SessionDraft>;
}

/** Warnings come first; each contraindication asks why it was right to go on. */
export function SessionReason({ form: { draft, change, errors }, flags }: Part & { flags: string[] }) {
  const needed = reasonsNeeded(flags);
  const isSensitive = flags.includes('sensitive');
  if (needed.length === 0 && !isSensitive) return null;
  return (
    <Card kind="warn" heading={say.warnings}>
      <ul class="entry-symptoms">
        {needed.map((flag) => (
          <li key={flag}>{wordFor(CONTRAINDICATIONS, flag)}</li>
        ))}
        {isSensitive && <li>{say.sensitive}</li>}
      </ul>
      {needed.length > 0 && (
        <Field label={say.reason} hint={say.reasonHint} error={errors.proceed_reason}>
          <textarea
            id="proceed_reason"
            dir="auto"
            value={draft.proceed_reason}
            onInput={(event) => change({ proceed_reason: event.currentTarget.value })}
          />
        </Field>
      )}
    </Card>
  );
}

export function SessionWhen({ form: { draft, change, errors } }: Part) {
  const earlier = () => change({ when: 'earlier', ended_at: draft.ended_at || inputOf(new Date()) });
  return (
    <>
      <FieldGroup label={say.when}>
        <Choice type="radio" name="when" checked={draft.when === 'now'} onChange={() => change({ when: 'now' })}>
          {say.now}
        </Choice>
        <Choice type="radio" name="when" checked={draft.when === 'earlier'} onChange={earlier}>
          {say.earlier}
        </Choice>
      </FieldGroup>
      {draft.when === 'earlier' && (
        <div class="two-fields">
          <Field label={say.endedAt} error={errors.ended_at}>
            <input
              id="ended_at"
              type="datetime-local"
              value={draft.ended_at}
              onInput={(event) => change({ ended_at: event.currentTarget.value })}
            />
          </Field>
        </div>
      )}
    </>
  );
}

interface TreatmentProps extends Part {
  courses: Course[];
  choose: (course: string) => void;
  isCopy: boolean;
}

export function SessionTreatment({ form, courses, choose, isCopy }: TreatmentProps) {
  const { draft, change, errors } = form;
  return (
    <>
      {isCopy && <p class="hint">{say.copied}</p>}
      <div class="two-fields">
        {courses.length > 1 && (
          <Field label={say.course} error={errors.course}>
            <select id="course" value={draft.course} onChange={(event) => choose(event.currentTarget.value)}>
              {courses.map(({ id, region, modality }) => (
                <option key={id} value={id}>
                  {`${wordFor(REGIONS, region)}, ${wordFor(MODALITIES, modality).toLowerCase()}`}
                </option>
              ))}
            </select>
          </Field>
        )}
        <Field label={say.modality} error={errors.modality}>
          <select
            id="modality"
            value={draft.modality}
            onChange={(event) => change({ modality: event.currentTarget.value })}
          >
            {Object.entries(MODALITIES).map(([code, word]) => (
              <option key={code} value={code}>
                {word}
              </option>
            ))}
          </select>
        </Field>
        <Field label={say.position} error={errors.position}>
          <select
            id="position"
            value={draft.position}
            onChange={(event) => change({ position: event.currentTarget.value })}
          >
            <Options of={POSITIONS} none={say.positionUnknown} />
          </select>
        </Field>
        {NEEDLED.has(draft.modality) && <Needles form={form} />}
      </div>
      <Regions form={form} />
    </>
  );
}

function Needles({ form: { draft, change, errors } }: Part) {
  return (
    <>
      <Field label={say.needles} error={errors.needles}>
        <input
          id="needles"
          inputMode="numeric"
          value={draft.needles}
          onInput={(event) => change({ needles: event.currentTarget.value })}
        />
      </Field>
      <Field label={say.minutes} error={errors.retention_minutes}>
        <input
          id="retention_minutes"
          inputMode="numeric"
          value={draft.retention_minutes}
          onInput={(event) => change({ retention_minutes: event.currentTarget.value })}
        />
      </Field>
    </>
  );
}

function Regions({ form: { draft, change, errors } }: Part) {
  return (
    <FieldGroup label={say.regions} error={errors.regions}>
      <Chips of={REGIONS} name="regions" chosen={draft.regions} onChange={(regions) => change({ regions })} />
    </FieldGroup>
  );
}

export function SessionDetails({ form: { draft, change, errors } }: Part) {
  return (
    <>
      <Nrs
        name="nrs_before"
        legend={say.nrsBefore}
        hint={say.nrsOptional}
        error={errors.nrs_before}
        value={draft.nrs_before}
        onChange={(nrs_before) => change({ nrs_before })}
      />
      {draft.nrs_before !== null && (
        <div>
          <Button kind="quiet" onClick={() => change({ nrs_before: null })}>
            {say.nrsClear}
          </Button>
        </div>
      )}
      <Field label={say.note} error={errors.note}>
        <textarea
          id="note"
          dir="auto"
          value={draft.note}
          onInput={(event) => change({ note: event.currentTarget.value })}
        />
      </Field>
    </>
  );
}
