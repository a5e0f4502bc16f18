import { useEffect, useState } from 'preact/hooks';
import { Card } from '../../ui';
import { api } from '../api';
import { inputOf, instantOf, timeOf } from '../format';
import { wholeNumber } from '../forms';
import { useFocusAfter } from '../hooks';
import { place } from '../navigation';
import { DETAILS } from '../routes';
import { MOST_NEEDLES } from '../session-draft';
import type { Patient, Session, TakenBack } from '../shapes';
import { MODALITIES, REGIONS, SEXES, wordFor } from '../vocabulary';
import { words } from '../words';
import { MiniForm } from './MiniForm';

const say = words.corrections;

/** How the patient is reached, and a slip in who they are put right: the birth date opens the diary, the number is rung. */
export function Contact({ patient, changed }: { patient: Patient; changed: () => void }) {
  const { id, phone, email } = patient;
  const known = ['name', 'birth_date', 'sex', 'phone', 'email'] as const;
  const version = known.map((name) => patient[name]).join();
  const [saved, setSaved] = useState('');
  useFocusAfter(version, () => document.querySelector<HTMLElement>(`#${DETAILS} summary`));
  const isAsked = place.value.hash === `#${DETAILS}`;
  useEffect(() => {
    if (isAsked) document.getElementById(`${DETAILS}-phone`)?.focus();
  }, [isAsked]);
  const field = (name: (typeof known)[number]) => ({ name, atFirst: patient[name] ?? '' });
  return (
    <Card kind="plain" heading={words.patient.contact}>
      {phone ? (
        <a class="plain-link" href={`tel:${phone.replaceAll(/[^+\d]/g, '')}`}>
          {words.alert.call(phone)}
        </a>
      ) : (
        <p>{words.alert.noPhone}</p>
      )}
      {email && (
        <a class="plain-link" href={`mailto:${email}`}>
          {email}
        </a>
      )}
      <MiniForm
        key={version}
        id={DETAILS}
        open={isAsked}
        summary={say.details}
        button={say.button}
        fields={[
          { ...field('name'), label: words.newPatient.name },
          { ...field('birth_date'), label: words.newPatient.birthDate, type: 'date' },
          {
            ...field('sex'),
            label: words.newPatient.sex,
            options: SEXES,
            none: words.newPatient.sexUnknown,
            optional: true,
          },
          { ...field('phone'), label: words.newPatient.phone, type: 'tel', optional: true },
          { ...field('email'), label: words.newPatient.email, type: 'email', optional: true },
        ]}
        send={async (typed) => {
          const now = known.map((name) => [name, typed[name]?.trim() || null] as const);
          await api.correctPatient(id, Object.fromEntries(now.filter(([name, value]) => value !== patient[name])));
          setSaved(say.saved);
          changed();
        }}
      />
      <p role="status">{saved}</p>
    </Card>
  );
}

/** A slip in a session put right: above all its end, from which everything is counted. It is judged again. */
export function CorrectSession({ session, changed }: { session: Session; changed: () => void }) {
  const ended = new Date(session.ended_at);
  const version = JSON.stringify([session.ended_at, session.modality, session.regions, session.needles, session.note]);
  useFocusAfter(version, () => document.querySelector<HTMLElement>(`#correct-${session.id} summary`));
  return (
    <MiniForm
      key={version}
      id={`correct-${session.id}`}
      summary={say.session}
      button={say.button}
      fields={[
        {
          name: 'ended_at',
          label: words.session.when,
          hint: say.judged,
          type: 'datetime-local',
          atFirst: inputOf(ended),
        },
        { name: 'modality', label: words.session.modality, options: MODALITIES, atFirst: session.modality },
        {
          name: 'regions',
          label: words.session.regions,
          options: REGIONS,
          many: true,
          atFirst: session.regions.join(),
        },
        {
          name: 'needles',
          label: words.session.needles,
          optional: true,
          atFirst: session.needles?.toString() ?? '',
        },
        { name: 'note', label: words.session.note, type: 'area', optional: true, atFirst: session.note ?? '' },
      ]}
      send={async (typed) => {
        await api.correctSession(session.id, changesOf(session, typed));
        changed();
      }}
    />
  );
}

/** A session that is not this patient's, or was recorded twice: it says what will happen before it does. */
export function TakeSessionBack({ id, changed }: { id: string; changed: () => void }) {
  return (
    <MiniForm
      id={`wrong-${id}`}
      summary={say.wrong}
      button={say.takeBack}
      fields={[{ name: 'because', label: say.why, hint: say.follows, type: 'area' }]}
      send={async (typed) => {
        await api.takeSessionBack(id, typed);
        changed();
      }}
    />
  );
}

/** Who took a session back, when and why. */
export function TakenBackLine({ session: { ended_at, modality, by, at, because } }: { session: TakenBack }) {
  return (
    <p class="hint" dir="auto">
      {`${say.takenBack(`${timeOf(ended_at)}, ${wordFor(MODALITIES, modality)}`, by, timeOf(at))} ${because}`}
    </p>
  );
}

/** What was typed anew. A session that is moved keeps its length; a time that nobody touched keeps its seconds. */
export function changesOf(session: Session, typed: Record<string, string>): object {
  const { ended_at: end = '', modality = '', regions = '', needles = '', note = '' } = typed;
  const wasAt = new Date(session.ended_at).getTime();
  const endsAt = instantOf(end) ?? end;
  const by = new Date(endsAt).getTime() - wasAt;
  const isMoved = end !== inputOf(new Date(wasAt));
  return {
    ...(isMoved && { ended_at: endsAt, started_at: new Date(new Date(session.started_at).getTime() + by) }),
    ...(modality !== session.modality && { modality }),
    ...(regions !== session.regions.join() && { regions: regions.split(',') }),
    ...(needles !== (session.needles?.toString() ?? '') && {
      needles: wholeNumber(needles, 0, MOST_NEEDLES) ?? (needles.trim() || null),
    }),
    ...(note !== (session.note ?? '') && { note }),
  };
}
