import { useState } from 'preact/hooks';
import { Button, ErrorSummary, Field, FieldGroup } from '../../ui';
import { type Form, failed, useForm, wholeNumber } from '../forms';
import { useLoaded } from '../hooks';
import { Loaded, Refusal } from '../parts/Loaded';
import { DAYS } from '../ringing';
import { words } from '../words';
import { office } from './api';
import { hoursOfLines, type Lines, linesOf, unreadable } from './hours';
import { OfficePage } from './Page';
import type { Clinic } from './shapes';
import { say } from './words';

const own = say.settings;

export function SettingsScreen() {
  const clinic = useLoaded('clinic', () => office.clinic());
  return (
    <OfficePage of={own}>
      <Loaded of={clinic}>{(value) => <Settings clinic={value} set={clinic.set} />}</Loaded>
    </OfficePage>
  );
}

interface Draft {
  name: string;
  phone: string;
  country: string;
  time_zone: string;
  retention_years: string;
  opening_hours: Lines;
}

function checked({ name, country, retention_years, opening_hours }: Draft) {
  const [wrong] = unreadable(opening_hours);
  const closed = Object.keys(hoursOfLines(opening_hours)).length === 0;
  return failed<Draft>({
    name: name.trim() === '' && own.nameMissing,
    country: !/^[a-z]{2}$/i.test(country.trim()) && own.countryWrong,
    retention_years: !wholeNumber(retention_years, 1, 99) && own.yearsWrong,
    opening_hours: wrong ? own.hoursWrong(words.told.days[wrong]) : closed && own.hoursNone,
  });
}

function Settings({ clinic, set }: { clinic: Clinic; set: (clinic: Clinic) => void }) {
  const [saved, setSaved] = useState(false);
  const form = useForm<Draft>(
    { ...clinic, retention_years: String(clinic.retention_years), opening_hours: linesOf(clinic.opening_hours) },
    checked,
    async (draft) => {
      const { name, phone, time_zone } = draft;
      const years = wholeNumber(draft.retention_years, 1, 99);
      set(
        await office.changeClinic({
          name: name.trim(),
          phone: phone.trim(),
          time_zone: time_zone.trim(),
          country: draft.country.trim().toUpperCase(),
          opening_hours: hoursOfLines(draft.opening_hours),
          ...(years ? { retention_years: years } : {}),
        }),
      );
      setSaved(true);
    },
  );
  return (
    <form class="card form" noValidate onSubmit={form.submit} onInput={() => setSaved(false)}>
      <ErrorSummary errors={form.list} />
      <Refusal problem={form.problem} />
      <fieldset class="stack bare" disabled={!clinic.may_change}>
        <Line form={form} name="name" label={own.name} />
        <Line form={form} name="phone" label={own.phone} kind="tel" />
        <Line
          form={form}
          name="country"
          label={own.country}
          hint={own.countryHint(clinic.emergency_number, clinic.urgent_line)}
        />
        <Line form={form} name="time_zone" label={own.zone} />
        <Week form={form} />
        <Line form={form} name="retention_years" label={own.years} kind="numeric" />
      </fieldset>
      {clinic.may_change ? (
        <Button type="submit" off={form.busy}>
          {say.save}
        </Button>
      ) : (
        <p class="hint">{say.readOnly}</p>
      )}
      {saved && <p role="status">{say.saved}</p>}
    </form>
  );
}

interface LineProps {
  form: Form<Draft>;
  name: Exclude<keyof Draft, 'opening_hours'>;
  label: string;
  hint?: string;
  kind?: 'tel' | 'numeric';
}

function Line({ form: { draft, change, errors }, name, label, hint, kind }: LineProps) {
  return (
    <Field label={label} hint={hint} error={errors[name]}>
      <input
        id={name}
        inputMode={kind}
        autocomplete="off"
        value={draft[name]}
        onInput={(event) => change({ [name]: event.currentTarget.value })}
      />
    </Field>
  );
}

function Week({ form: { draft, change, errors } }: { form: Form<Draft> }) {
  const lines = draft.opening_hours;
  return (
    <FieldGroup label={own.hours} hint={own.hoursHint} error={errors.opening_hours} id="week">
      {DAYS.map((day, index) => (
        <label key={day} class="week-day">
          <span>{words.told.days[day]}</span>
          <input
            id={index === 0 ? 'opening_hours' : undefined}
            autocomplete="off"
            value={lines[day]}
            onInput={(event) => change({ opening_hours: { ...lines, [day]: event.currentTarget.value } })}
          />
        </label>
      ))}
    </FieldGroup>
  );
}
