import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { NRS_STEPS, wordOf } from './scale';
import { say } from './words';

interface NrsProps {
  name: string;
  legend: ComponentChildren;
  hint?: string;
  error?: string | undefined;
  value: number | null;
  onChange: (value: number) => void;
}

/** Eleven radio buttons, none chosen at first. The first one's id is `NAME-0`, for the link of an error. */
export function Nrs({ name, legend, hint, error, value, onChange }: NrsProps) {
  const id = useId();
  const describedBy = `${id}-anchors${hint ? ` ${id}-hint` : ''}${error ? ` ${id}-error` : ''}`;
  return (
    <fieldset class={`nrs${error ? ' field-has-error' : ''}`} aria-describedby={describedBy}>
      <legend class="nrs-legend">{legend}</legend>
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
      <p class="hint" id={`${id}-anchors`}>
        {say('anchors')}
      </p>
      {/* The scale runs from left to right in every language. */}
      <div class="nrs-scale" dir="ltr">
        {NRS_STEPS.map((step) => (
          <label key={step} class={`nrs-step nrs-${step}`}>
            <input
              type="radio"
              id={`${name}-${step}`}
              name={name}
              value={step}
              checked={value === step}
              onChange={() => onChange(step)}
            />
            <span>{step}</span>
            {step === 0 && <small>{say('noPain')}</small>}
          </label>
        ))}
      </div>
      <p class="nrs-chosen" aria-live="polite">
        {value === null ? '' : `${value} · ${wordOf(value)}`}
      </p>
    </fieldset>
  );
}
