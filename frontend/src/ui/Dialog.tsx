import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { Button } from './Button';
import { say } from './words';

interface DialogProps {
  open: boolean;
  heading: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A native modal dialog: the browser keeps focus inside, Escape closes it, focus goes back to where it came from. */
export function Dialog({ open, heading, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = dialog.current;
    if (open && element && !element.open) element.showModal();
    if (!open && element?.open) element.close();
  }, [open]);
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onClose={onClose}>
      {open && (
        <div class="stack">
          <h2 id={id}>{heading}</h2>
          {children}
          <Button kind="quiet" onClick={onClose}>
            {say('close')}
          </Button>
        </div>
      )}
    </dialog>
  );
}
