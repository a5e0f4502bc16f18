import { useEffect, useId, useRef } from 'preact/hooks';
import { Icon } from './Icon';
import { say } from './words';

export interface FieldError {
  href: string;
  text: string;
}

/** What is wrong, above the form. Takes focus when it appears and marks the page's title; nothing is shown without errors. */
export function ErrorSummary({ errors }: { errors: readonly FieldError[] }) {
  const box = useRef<HTMLElement>(null);
  const heading = useId();
  useEffect(() => {
    if (errors.length === 0) return;
    box.current?.focus();
    return markTitle();
  }, [errors]);
  if (errors.length === 0) return null;
  return (
    <section class="error-summary" ref={box} tabIndex={-1} aria-labelledby={heading}>
      <h2 id={heading} class="card-heading">
        <Icon name="urgent" />
        {say('problem')}
      </h2>
      <ul class="plain-list">
        {errors.map(({ href, text }) => (
          <li key={href + text}>
            <a href={href} onClick={(event) => focusOn(event, href)}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function markTitle(): () => void {
  if (!document.title.startsWith(say('errorTitle'))) document.title = say('errorTitle') + document.title;
  return () => {
    document.title = document.title.replace(say('errorTitle'), '');
  };
}

/** A router watches links, so the jump to the field is made here. */
function focusOn(event: Event, href: string): void {
  event.preventDefault();
  document.getElementById(href.replace(/^#/, ''))?.focus();
}
