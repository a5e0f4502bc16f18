import type { ComponentChildren } from 'preact';
import { BackLink, Screen } from '../parts/Screen';
import { hrefs } from '../routes';
import { say } from './words';

interface PageProps {
  of: { title: string; text: string };
  children: ComponentChildren;
}

/** One of the office's screens, with the way back to all of them. */
export function OfficePage({ of, children }: PageProps) {
  return (
    <Screen title={of.title} above={<BackLink href={hrefs.office('')}>{say.back}</BackLink>} below={<p>{of.text}</p>}>
      {children}
    </Screen>
  );
}

/** Something that is shown once, such as a secret. */
export function Once({ label, text }: { label: string; text: string }) {
  return (
    <div role="status" class="stack">
      <p>
        {label}: <code class="secret">{text}</code>
      </p>
      <p class="hint">{say.shownOnce}</p>
    </div>
  );
}
