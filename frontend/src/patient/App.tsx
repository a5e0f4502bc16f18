import type { ComponentType } from 'preact';
import { t } from '../i18n';
import { me } from '../lib/diary';
import { path } from '../lib/router';
import { lazyScreen } from './lazy';
import { Frame } from './parts/Frame';
import { Heading } from './parts/Heading';
import { Help } from './screens/Help';
import { Pair } from './screens/Pair';
import { Today } from './screens/Today';

// What a first visit needs is in one file; the rest comes when it is opened.
const CatchUp = lazyScreen(() => import('./screens/CatchUp').then((module) => module.CatchUp));
const Consent = lazyScreen(() => import('./screens/Consent').then((module) => module.Consent));
const Curve = lazyScreen(() => import('./screens/Curve').then((module) => module.Curve));
const Diary = lazyScreen(() => import('./screens/Diary').then((module) => module.Diary));
const Doctor = lazyScreen(() => import('./screens/Doctor').then((module) => module.Doctor));
const EntryPage = lazyScreen(() => import('./screens/EntryPage').then((module) => module.EntryPage));
const Export = lazyScreen(() => import('./screens/Export').then((module) => module.Export));
const Letter = lazyScreen(() => import('./screens/Letter').then((module) => module.Letter));
const Letters = lazyScreen(() => import('./screens/Letters').then((module) => module.Letters));
const Reminders = lazyScreen(() => import('./screens/Reminders').then((module) => module.Reminders));
const Settings = lazyScreen(() => import('./screens/Settings').then((module) => module.Settings));
const OPEN_TO_ALL = new Map<string, ComponentType>([
  ['/app/help', Help],
  ['/app/doctor', Doctor],
  ['/app/pair', Pair],
]);

export function App() {
  return <Frame>{screenAt(path.value)}</Frame>;
}

function screenAt(at: string) {
  const Open = OPEN_TO_ALL.get(at);
  if (Open) return <Open key={at} />;
  if (!me.value) return <Pair />;
  const [, kind, id] = at.toLowerCase().match(/^\/app\/(diary|letters)\/([0-9a-f-]{36})$/) ?? [];
  if (id) return kind === 'diary' ? <EntryPage key={id} id={id} /> : <Letter key={id} id={id} />;
  switch (at) {
    case '/app':
    case '/app/':
      return <Today />;
    case '/app/catch-up':
      return <CatchUp />;
    case '/app/consent':
      return <Consent />;
    case '/app/curve':
      return <Curve />;
    case '/app/diary':
      return <Diary />;
    case '/app/export':
      return <Export />;
    case '/app/letters':
      return <Letters />;
    case '/app/reminders':
      return <Reminders />;
    case '/app/settings':
      return <Settings />;
    default:
      return <Heading title={t('app.notFound')} />;
  }
}
