import type { ComponentType } from 'preact';
import { t } from '../i18n';
import { me } from '../lib/diary';
import { path } from '../lib/router';
import { lazyScreen, lookedScreen, onlineScreen } from './lazy';
import { Frame } from './parts/Frame';
import { Heading } from './parts/Heading';
import { Help } from './screens/Help';
import { Pair } from './screens/Pair';
import { Today } from './screens/Today';

// What a first visit needs is in one file; the rest comes when it is opened.
const CatchUp = lazyScreen((later) => later.CatchUp);
const Curve = lookedScreen((later) => later.Curve);
const Diary = lazyScreen((later) => later.Diary);
const Doctor = lazyScreen((later) => later.Doctor);
const EntryPage = lazyScreen((later) => later.EntryPage);
const Export = lazyScreen((later) => later.Export);
const Letter = onlineScreen((online) => online.Letter);
const Letters = onlineScreen((online) => online.Letters);
const Settings = lazyScreen((later) => later.Settings);
const Weekly = lazyScreen((later) => later.Weekly);
const Carers = onlineScreen((online) => online.Carers);
const Consent = onlineScreen((online) => online.Consent);
const Erase = onlineScreen((online) => online.Erase);
const Install = onlineScreen((online) => online.Install);
const Looks = onlineScreen((online) => online.Looks);
const Passkeys = onlineScreen((online) => online.Passkeys);
const Reminders = onlineScreen((online) => online.Reminders);
const OPEN_TO_ALL = new Map<string, ComponentType>([
  ['/app/help', Help],
  ['/app/doctor', Doctor],
  ['/app/erase', Erase],
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
    case '/app/carers':
      return <Carers />;
    case '/app/install':
      return <Install />;
    case '/app/looks':
      return <Looks />;
    case '/app/letters':
      return <Letters />;
    case '/app/passkeys':
      return <Passkeys />;
    case '/app/reminders':
      return <Reminders />;
    case '/app/settings':
      return <Settings />;
    case '/app/weekly':
      return <Weekly />;
    default:
      return <Heading title={t('app.notFound')} />;
  }
}
