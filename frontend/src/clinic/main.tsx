import { render } from 'preact';
import '../styles/index.css';
import '../styles/clinic.css';
import '../styles/clinic-detail.css';
import '../styles/office.css';
import { App } from './App';
import { coverWhenLocked } from './parts/Lock';
import { pulse } from './pulse';

const root = document.getElementById('app') ?? document.body;
root.replaceChildren();
render(<App />, root);
coverWhenLocked(root);

// A file of an older version is gone after a release: read the page again, once. What was typed is kept.
addEventListener('vite:preloadError', () => {
  if (sessionStorage.getItem('reloaded') || !pulse.value.reachable) return;
  sessionStorage.setItem('reloaded', 'yes');
  location.reload();
});
