import type { ComponentChildren } from 'preact';
import { Icon } from './Icon';

interface ChipProps {
  id?: string | undefined;
  pressed: boolean;
  onClick: () => void;
  children: ComponentChildren;
}

/** A choice that is on or off, told by a tick as well as by its fill. */
export function Chip({ id, pressed, onClick, children }: ChipProps) {
  return (
    <button type="button" id={id} class="chip" aria-pressed={pressed} onClick={onClick}>
      {pressed && <Icon name="tick" />}
      <span>{children}</span>
    </button>
  );
}
