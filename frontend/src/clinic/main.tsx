import { render } from 'preact';
import '../styles/index.css';
import '../styles/clinic.css';
import '../styles/clinic-detail.css';
import '../styles/office.css';
import { App } from './App';

const root = document.getElementById('app') ?? document.body;
root.replaceChildren();
render(<App />, root);
