import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

interface FormProps {
  onSubmit: () => unknown;
  class?: string;
  children: ComponentChildren;
}

/** A form that we check and send ourselves; the browser does neither. A second tap while the first is under way does nothing. */
export function Form({ onSubmit, class: look = 'stack', children }: FormProps) {
  const underWay = useRef(false);
  const submit = async () => {
    if (underWay.current) return;
    underWay.current = true;
    try {
      await onSubmit();
    } finally {
      underWay.current = false;
    }
  };
  return (
    <form
      class={look}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {children}
    </form>
  );
}
