import { effect } from '@preact/signals';
import { render } from 'preact';
import { Button } from '../../ui';
import { isLocked, unlock } from '../idle';
import { signOut } from '../staff';
import { stillYouWords } from '../still-you';
import { words } from '../words';
import { Screen } from './Screen';
import { ShowWho } from './StillYou';

function Lock() {
  return (
    <main class="frame-main">
      <Screen title={stillYouWords.title}>
        <p>{stillYouWords.idle}</p>
        <ShowWho onShown={unlock} />
        <Button kind="quiet" onClick={() => void signOut()}>
          {words.signOut}
        </Button>
      </Screen>
    </main>
  );
}

/** While it is locked nothing of anybody stands in the page. What is behind lives on, with all that was being typed. */
export function coverWhenLocked(app: Element): void {
  const cover = document.createElement('div');
  effect(() => {
    if (!isLocked.value) return undefined;
    const { activeElement, title } = document;
    app.replaceWith(cover);
    render(<Lock />, cover);
    cover.querySelector('input')?.focus();
    return () => {
      render(null, cover);
      cover.replaceWith(app);
      document.title = title;
      if (activeElement instanceof HTMLElement) activeElement.focus();
    };
  });
}
