import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { loadLaterWords, loadOnlineWords, t } from '../i18n';
import { hasLooked } from './advising';
import { Heading } from './parts/Heading';

type Later = typeof import('./later');
type Online = typeof import('./online');

/** A screen that is fetched when it is first opened; the worker has it ready, so this takes no network. */
export const lazyScreen = <P extends object>(pick: (later: Later) => ComponentType<P>): ComponentType<P> =>
  lazy(async () => pick((await Promise.all([import('./later'), loadLaterWords()]))[0]));

/** One that shows what the clinic knows; on a phone that was emptied, once it has been asked. */
export const lookedScreen = <P extends object>(pick: (later: Later) => ComponentType<P>): ComponentType<P> =>
  lazy(async () => pick((await Promise.all([import('./later'), loadLaterWords(), hasLooked]))[0]));

/** A screen that needs the server anyway, and is kept on no phone. */
export const onlineScreen = <P extends object>(pick: (online: Online) => ComponentType<P>): ComponentType<P> =>
  lazy(async () => {
    const all = [import('./online'), import('./later'), loadLaterWords(), loadOnlineWords()] as const;
    return pick((await Promise.all(all))[0]);
  });

function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let known: ComponentType<P> | undefined;
  return function Lazy(props: P) {
    const [Screen, setScreen] = useState<ComponentType<P> | undefined>(() => known);
    useEffect(() => {
      if (known) return;
      load().then(
        (screen) => {
          known = screen;
          setScreen(() => known);
        },
        () => setScreen(() => Away),
      );
    }, []);
    // Until then, room for it: what stands below would jump away from under a thumb.
    return Screen ? <Screen {...props} /> : <div style="height:99vh" />;
  };
}

function Away() {
  return <Heading title={t('app.noConnection')} />;
}
