import type { ComponentChildren } from 'preact';

interface FormProps {
  onSubmit: () => unknown;
  class?: string;
  children: ComponentChildren;
}

/** A form that we check and send ourselves; the browser does neither. */
export function Form({ onSubmit, class: look = 'stack', children }: FormProps) {
  return (
    <form
      class={look}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void onSubmit();
      }}
    >
      {children}
    </form>
  );
}
