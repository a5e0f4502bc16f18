import { type ComponentChildren, cloneElement, type HTMLAttributes, isValidElement, type VNode } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: ComponentChildren;
}

type Control = VNode<HTMLAttributes>;

/** A label, a hint and an error around one control. The control keeps its own id, else it is given one. */
export function Field({ label, hint, error, children }: FieldProps) {
  const fallback = useId();
  const control = isValidElement(children) ? (children as Control) : null;
  const id = typeof control?.props.id === 'string' ? control.props.id : fallback;
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ');
  return (
    <div class={`field${error ? ' field-has-error' : ''}`}>
      <label class="field-label" for={id}>
        {label}
      </label>
      <Hints id={id} hint={hint} error={error} />
      {control
        ? cloneElement(control, {
            id,
            'aria-describedby': described || undefined,
            'aria-invalid': error ? 'true' : undefined,
          })
        : children}
    </div>
  );
}

/** The same around several controls that answer one question: check-boxes, radio buttons. */
export function FieldGroup({ label, hint, error, id, children }: FieldProps & { id?: string }) {
  const fallback = useId();
  const own = id ?? fallback;
  const described = [hint && `${own}-hint`, error && `${own}-error`].filter(Boolean).join(' ');
  return (
    <fieldset class={`field${error ? ' field-has-error' : ''}`} aria-describedby={described || undefined}>
      <legend class="field-label">{label}</legend>
      <Hints id={own} hint={hint} error={error} />
      <div class="choices">{children}</div>
    </fieldset>
  );
}

function Hints({ id, hint, error }: { id: string; hint: string | undefined; error: string | undefined }) {
  return (
    <>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  );
}

interface ChoiceProps {
  type: 'radio' | 'checkbox';
  name: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  id?: string | undefined;
  value?: string;
  children: ComponentChildren;
}

/** One check-box or radio button with its words, the whole box a target. */
export function Choice({ type, name, checked, onChange, id, value, children }: ChoiceProps) {
  return (
    <label class="choice">
      <input
        type={type}
        name={name}
        id={id}
        value={value}
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  );
}
