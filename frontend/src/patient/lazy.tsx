import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { loadLaterWords } from '../i18n';

/** A screen that is fetched when it is first opened; the worker has it ready, so this takes no network. */
export function lazyScreen<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let known: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [Screen, setScreen] = useState<ComponentType<P> | undefined>(() => known);
    useEffect(() => {
      if (known) return;
      void Promise.all([load(), loadLaterWords()]).then(([screen]) => {
        known = screen;
        setScreen(() => screen);
      });
    }, []);
    return Screen ? <Screen {...props} /> : null;
  };
}
