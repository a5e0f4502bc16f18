import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { loadLaterWords } from '../i18n';

type Later = typeof import('./later');

/** A screen that is fetched when it is first opened; the worker has it ready, so this takes no network. */
export function lazyScreen<P extends object>(pick: (later: Later) => ComponentType<P>): ComponentType<P> {
  let known: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [Screen, setScreen] = useState<ComponentType<P> | undefined>(() => known);
    useEffect(() => {
      if (known) return;
      void Promise.all([import('./later'), loadLaterWords()]).then(([later]) => {
        known = pick(later);
        setScreen(() => known);
      });
    }, []);
    return Screen ? <Screen {...props} /> : null;
  };
}
