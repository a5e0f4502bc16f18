import type { ComponentChildren } from 'preact';
import { isUnreviewed } from '../../i18n';

/** English beside a call to act, while no clinician has read the translation. Nothing where the app speaks English. */
export function English({ children }: { children: ComponentChildren }) {
  return isUnreviewed && children ? (
    <span class="english" lang="en" dir="ltr">
      {children}
    </span>
  ) : null;
}
