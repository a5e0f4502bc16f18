import { Chip, Choice, Field } from '../../ui';
import type { Form } from '../forms';
import type { Vocabulary } from '../vocabulary';
import { words } from '../words';

interface OptionsProps {
  of: Vocabulary;
  /** What stands for "not chosen"; null where one always is. */
  none?: string | null | undefined;
}

/** The options of a `<select>` from a vocabulary. */
export function Options({ of, none = words.course.choose }: OptionsProps) {
  return (
    <>
      {none !== null && <option value="">{none}</option>}
      {Object.entries(of).map(([code, word]) => (
        <option key={code} value={code}>
          {word}
        </option>
      ))}
    </>
  );
}

interface PickProps<D> extends OptionsProps {
  form: Pick<Form<D>, 'draft' | 'change' | 'errors'>;
  /** The server's name of it, and the control's id where no other is given. */
  name: keyof D & string;
  id?: string;
  label: string;
  hint?: string | undefined;
}

/** One field of a form that is chosen out of a list. */
export function PickOne<D>({ form, name, id = name, label, hint, ...options }: PickProps<D>) {
  return (
    <Field label={label} hint={hint} error={form.errors[name]}>
      <select
        id={id}
        value={form.draft[name] as string}
        onChange={(event) => form.change({ [name]: event.currentTarget.value } as Partial<D>)}
      >
        <Options {...options} />
      </select>
    </Field>
  );
}

interface ChecksProps {
  of: Vocabulary;
  name: string;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Check-boxes from a vocabulary. The first one's id is the field's name, for the link of an error. */
export function Checks({ of, name, chosen, onChange }: ChecksProps) {
  return (
    <>
      {Object.entries(of).map(([code, word], index) => (
        <Choice
          key={code}
          type="checkbox"
          name={name}
          id={index === 0 ? name : undefined}
          checked={chosen.includes(code)}
          onChange={() => onChange(toggled(chosen, code))}
        >
          {word}
        </Choice>
      ))}
    </>
  );
}

/** The same as chips, where there are many and few are chosen. */
export function Chips({ of, name, chosen, onChange }: ChecksProps) {
  return (
    <div class="chips">
      {Object.entries(of).map(([code, word], index) => (
        <Chip
          key={code}
          id={index === 0 ? name : undefined}
          pressed={chosen.includes(code)}
          onClick={() => onChange(toggled(chosen, code))}
        >
          {word}
        </Chip>
      ))}
    </div>
  );
}

function toggled(chosen: readonly string[], code: string): string[] {
  return chosen.includes(code) ? chosen.filter((each) => each !== code) : [...chosen, code];
}
