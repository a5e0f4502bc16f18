import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';

type Native = Pick<
  ButtonHTMLAttributes,
  'id' | 'form' | 'aria-expanded' | 'aria-controls' | 'aria-describedby' | 'aria-label' | 'aria-keyshortcuts'
>;

interface ButtonProps extends Native {
  kind?: 'primary' | 'quiet' | 'danger';
  full?: boolean;
  type?: 'button' | 'submit';
  onClick?: (event: MouseEvent) => void;
  /** Cannot be used now. It stays reachable, so that a keyboard finds the reason in `aria-describedby`. */
  off?: boolean;
  children: ComponentChildren;
}

export function Button({ kind = 'primary', full, type = 'button', onClick, off, children, ...native }: ButtonProps) {
  const classes = ['button', kind !== 'primary' && `button-${kind}`, full && 'button-full'].filter(Boolean).join(' ');
  return (
    <button
      {...native}
      type={type}
      class={classes}
      aria-disabled={off ? 'true' : undefined}
      onClick={(event) => {
        if (off) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {children}
    </button>
  );
}
