import { Button, ErrorSummary, FieldGroup } from '../../ui';
import { api } from '../api';
import { type Errors, type Form, failed, useForm } from '../forms';
import { go } from '../navigation';
import { Checks, PickOne } from '../parts/choices';
import { Line } from '../parts/Line';
import { Refusal } from '../parts/Loaded';
import { BackLink, Screen } from '../parts/Screen';
import { hrefs } from '../routes';
import { CONTRAINDICATIONS, OTHER_FLAGS, SEXES } from '../vocabulary';
import { words } from '../words';

interface PatientDraft {
  name: string;
  birth_date: string;
  sex: string;
  email: string;
  phone: string;
  flags: string[];
  child_because: string;
}

const EMPTY: PatientDraft = { name: '', birth_date: '', sex: '', email: '', phone: '', flags: [], child_because: '' };
const say = words.newPatient;
const ADULT_AT = 18;

/** Step 1 of 3. Each step has its own address, so that a reload never adds anybody twice. */
export function NewPatientScreen() {
  const form = useForm(EMPTY, check, async (draft) => {
    const patient = await api.addPatient({
      ...draft,
      name: draft.name.trim(),
      sex: draft.sex || null,
      email: draft.email.trim() || null,
      phone: draft.phone.trim() || null,
      child_because: (isChild(draft.birth_date) && draft.child_because.trim()) || undefined,
    });
    go(hrefs.firstCourse(patient.id), { replace: true });
  });
  return (
    <Screen
      title={say.title}
      above={<BackLink href={hrefs.patients}>{words.patients.title}</BackLink>}
      below={<p class="hint">{say.step(1)}</p>}
    >
      <form class="card form" noValidate onSubmit={form.submit}>
        <ErrorSummary errors={form.list} />
        <Refusal problem={form.problem} />
        <Person form={form} />
        <Flags form={form} />
        <Button type="submit" full off={form.busy}>
          {say.button}
        </Button>
      </form>
    </Screen>
  );
}

function check({ name, birth_date }: PatientDraft): Errors<PatientDraft> {
  return failed<PatientDraft>({
    name: name.trim() === '' && say.nameMissing,
    birth_date:
      (birth_date === '' && say.birthDateMissing) || (new Date(birth_date) > new Date() && say.birthDateFuture),
  });
}

function isChild(birthDate: string): boolean {
  const grown = new Date(birthDate);
  grown.setFullYear(grown.getFullYear() + ADULT_AT);
  return grown > new Date();
}

function Person({ form }: { form: Form<PatientDraft> }) {
  return (
    <div class="two-fields">
      <Line form={form} name="name" label={say.name} autocomplete="off" />
      <Line form={form} name="birth_date" label={say.birthDate} type="date" />
      {isChild(form.draft.birth_date) && (
        <Line form={form} name="child_because" label={words.banners.childWhy} hint={say.childHint} area />
      )}
      <PickOne form={form} name="sex" label={say.sex} of={SEXES} none={say.sexUnknown} />
      <Line form={form} name="phone" label={say.phone} type="tel" autocomplete="off" />
      <Line form={form} name="email" label={say.email} type="email" autocomplete="off" />
    </div>
  );
}

function Flags({ form: { draft, change, errors } }: { form: Form<PatientDraft> }) {
  const set = (flags: string[]) => change({ flags });
  return (
    <>
      <FieldGroup label={say.contraindications} hint={say.contraindicationsHint} error={errors.flags}>
        <Checks of={CONTRAINDICATIONS} name="flags" chosen={draft.flags} onChange={set} />
      </FieldGroup>
      <FieldGroup label={say.otherFlags}>
        <Checks of={OTHER_FLAGS} name="other-flags" chosen={draft.flags} onChange={set} />
      </FieldGroup>
    </>
  );
}
