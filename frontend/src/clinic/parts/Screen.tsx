import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { hasMoved } from '../navigation';
import { words } from '../words';

interface ScreenProps {
  title: string;
  /** What the tab says, where it says more than the heading. */
  tab?: string;
  above?: ComponentChildren;
  below?: ComponentChildren;
  children: ComponentChildren;
}

/** A screen's heading and body. On a change of screen the heading takes focus, so that reading starts there. */
export function Screen({ title, tab, above, below, children }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const inTab = tab ?? words.title(title);
  useEffect(() => {
    document.title = inTab;
  }, [inTab]);
  useEffect(() => {
    if (hasMoved()) heading.current?.focus();
  }, []);
  return (
    <div class="screen">
      <div class="screen-head">
        {above}
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {below}
      </div>
      {children}
    </div>
  );
}

/** The way up, above a heading. */
export function BackLink({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <a class="back-link" href={href}>
      <span aria-hidden="true">‹</span> {children}
    </a>
  );
}
