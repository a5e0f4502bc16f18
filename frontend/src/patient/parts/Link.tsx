import type { ComponentChildren } from 'preact';

interface LinkProps {
  to: string;
  kind?: 'primary' | 'quiet' | 'danger';
  full?: boolean;
  current?: boolean;
  class?: string;
  children: ComponentChildren;
}

/** A link to a screen; with a `kind` it looks like a button. */
export function Link({ to, kind, full, current, class: more, children }: LinkProps) {
  const button = kind && ['button', kind !== 'primary' && `button-${kind}`, full && 'button-full'];
  const classes = [...(button ?? []), more].filter(Boolean).join(' ');
  return (
    <a href={to} class={classes || undefined} aria-current={current ? 'page' : undefined}>
      {children}
    </a>
  );
}

/** A telephone number to tap. */
export function Call({
  href,
  kind,
  children,
}: {
  href: string;
  kind: 'danger' | 'quiet';
  children: ComponentChildren;
}) {
  return (
    <a href={href} class={`button button-${kind} button-full`}>
      {children}
    </a>
  );
}
