import type { AriaRole, ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { Icon } from './Icon';

interface CardProps {
  kind: 'plain' | 'urgent' | 'warn' | 'good';
  heading?: ComponentChildren;
  role?: AriaRole | undefined;
  class?: string;
  children?: ComponentChildren;
}

/** One thing at a time, on white. All but plain carry an icon beside the heading, so that colour never speaks alone. */
export function Card({ kind, heading, role, class: more, children }: CardProps) {
  const id = useId();
  return (
    <section
      class={`card card-${kind}${more ? ` ${more}` : ''}`}
      role={role}
      aria-labelledby={heading ? id : undefined}
    >
      {heading && (
        <h2 class="card-heading" id={id}>
          {kind !== 'plain' && <Icon name={kind} />}
          <span>{heading}</span>
        </h2>
      )}
      {children}
    </section>
  );
}
