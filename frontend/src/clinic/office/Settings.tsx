import { useState } from 'preact/hooks';
import { Button, ErrorSummary, FieldGroup } from '../../ui';
import { type Form, failed, useForm, wholeNumber } from '../forms';
import { useLoaded } from '../hooks';
import { Line } from '../parts/Line';
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
  consent_age: string;
  opening_hours: Lines;
}

function checked({ name, country, retention_years, consent_age, opening_hours }: Draft) {
  const [wrong] = unreadable(opening_hours);
  const closed = Object.keys(hoursOfLines(opening_hours)).length === 0;
  return failed<Draft>({
    name: name.trim() === '' && own.nameMissing,
    country: !/^[a-z]{2}$/i.test(country.trim()) && own.countryWrong,
    retention_years: !wholeNumber(retention_years, 1, 99) && own.yearsWrong,
    consent_age: !wholeNumber(consent_age, 13, 18) && own.ageWrong,
    opening_hours: wrong ? own.hoursWrong(words.told.days[wrong]) : closed && own.hoursNone,
  });
}

function Settings({ clinic, set }: { clinic: Clinic; set: (clinic: Clinic) => void }) {
  const [saved, setSaved] = useState(false);
  const form = useForm<Draft>(
    {
      ...clinic,
      retention_years: String(clinic.retention_years),
      consent_age: String(clinic.consent_age),
      opening_hours: linesOf(clinic.opening_hours),
    },
    checked,
    async (draft) => {
      const { name, phone, time_zone } = draft;
      set(
        await office.changeClinic({
          name: name.trim(),
          phone: phone.trim(),
          time_zone: time_zone.trim(),
          country: draft.country.trim().toUpperCase(),
          opening_hours: hoursOfLines(draft.opening_hours),
          retention_years: Number(draft.retention_years),
          consent_age: Number(draft.consent_age),
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
        <Line form={form} name="phone" label={own.phone} inputMode="tel" />
        <Line
          form={form}
          name="country"
          label={own.country}
          hint={own.countryHint(clinic.emergency_number, clinic.urgent_line)}
        />
        <Line form={form} name="time_zone" label={own.zone} />
        <Week form={form} />
        <Line form={form} name="retention_years" label={own.years} inputMode="numeric" />
        <Line form={form} name="consent_age" label={own.age} inputMode="numeric" />
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
