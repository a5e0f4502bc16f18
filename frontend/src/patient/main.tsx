import { computed, effect } from '@preact/signals';
import { render } from 'preact';
import '../styles/index.css';
import './patient.css';
import './log.css';
import { language, loadLanguage } from '../i18n';
import { comeBack, recogniseMe, tellLanguage } from '../lib/account';
import { timeZone } from '../lib/dates';
import { followNews, isStuck, loadDiary, me } from '../lib/diary';
import { readFact } from '../lib/facts';
import { listenForInstall } from '../lib/install';
import { path, startRouter } from '../lib/router';
import { keepLanguage, startWorker } from '../lib/sw-client';
import { isReachable, refreshes, startSync } from '../lib/sync';
import { hasClearLetters, setClearLetters, setTextSize, textSize } from '../lib/textSize';
import { App } from './App';
import { loadSessions } from './advising';
import { restoreDraft } from './log';

const LONGEST_WAIT_MS = 4000;

// A file of an older version is gone after a release: read the page again, once.
addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('reloaded') || !isReachable.value) return;
  sessionStorage.setItem('reloaded', 'yes');
  location.reload();
});

async function start(root: HTMLElement): Promise<void> {
  setTextSize(textSize());
  setClearLetters(hasClearLetters());
  listenForInstall();
  startRouter();
  followNews();
  const [remembers] = await Promise.all([loadDiary().then(() => true, withoutMemory), loadLanguage()]);
  if (remembers) await comeBack().catch(withoutMemory);
  // The browser may have emptied this phone's storage while the cookie lives on. An invitation is for a new phone.
  if (remembers && !me.value && path.value !== '/app/pair') {
    await Promise.race([recogniseMe().catch(withoutMemory), wait(LONGEST_WAIT_MS)]);
  }
  if (remembers) await restoreDraft().catch(withoutMemory);
  root.replaceChildren();
  render(<App />, root);
  // The first question about a time zone takes a phone 60 ms: neither before the question stands there nor when Save is tapped.
  setTimeout(timeZone);
  // Without a memory there is nothing to send, and nobody to greet.
  if (!remembers) return startWorker();
  startSync();
  const patient = computed(() => me.value?.patient);
  effect(() => {
    if (patient.value && refreshes.value >= 0) void loadSessions();
  });
  await startWorker();
  await greet();
}

/** The app is open: the mark on its icon goes, and a push subscription that the browser exchanged is told to the server. */
async function greet(): Promise<void> {
  const clear = () => void (navigator as Partial<Navigator>).clearAppBadge?.().catch(() => undefined);
  document.addEventListener('visibilitychange', clear);
  clear();
  void keepLanguage(language.code);
  await tellLanguage();
  if (!(await readFact('push'))) return;
  const [later, registration] = await Promise.all([import('./later'), navigator.serviceWorker.ready]);
  await later.renewSubscription(registration);
}

/** Storage is blocked, or broken: help and numbers are shown all the same. */
function withoutMemory(): false {
  isStuck.value = true;
  me.value ??= null;
  return false;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const root = document.getElementById('app');
if (root) void start(root);
