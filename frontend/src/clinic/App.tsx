import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { api, Problem } from './api';
import { useLoaded } from './hooks';
import { lockAfter } from './idle';
import { followLinks, place } from './navigation';
import { Frame } from './parts/Frame';
import { Loaded } from './parts/Loaded';
import { Screen } from './parts/Screen';
import { StillYou } from './parts/StillYou';
import { type Route, routeOf } from './routes';
import { AlertScreen } from './screens/Alert';
import { PatientScreen } from './screens/Patient';
import { PatientsScreen } from './screens/Patients';
import { SignInScreen } from './screens/SignIn';
import { WorklistScreen } from './screens/Worklist';
import { me } from './staff';
import { renewToldHere } from './told-here';
import { words } from './words';

export function App() {
  useEffect(followLinks, []);
  const { pathname } = place.value;
  const route = routeOf(pathname);
  if (route.screen === 'sign-in') return <SignInScreen />;
  return (
    <SignedIn>
      <Frame route={route}>
        <RouteScreen key={pathname} route={route} />
      </Frame>
    </SignedIn>
  );
}

/** Asks once who is signed in; nobody's data is asked for before. */
function SignedIn({ children }: { children: ComponentChildren }) {
  const asked = useLoaded('me', async () => {
    me.value ??= await api.me();
    lockAfter(me.value.locks_after);
    void renewToldHere(me.value.id);
    return me.value;
  });
  if (asked.state.kind === 'ready') {
    return (
      <>
        {children}
        <StillYou />
      </>
    );
  }
  return (
    <main class="frame-main">
      <Screen title={words.product}>
        <Loaded of={asked}>{() => null}</Loaded>
      </Screen>
    </main>
  );
}

/** Screens in a file of their own, fetched when somebody first opens one. */
function Later({ route }: { route: Route }) {
  const loading = useLoaded('file', () =>
    import('./screens/further').catch(() => {
      throw new Problem(0, 'unreachable', words.unreachable);
    }),
  );
  if (loading.state.kind === 'ready') return <loading.state.value.FurtherScreen route={route} />;
  return (
    <Screen title={words.product}>
      <Loaded of={loading}>{() => null}</Loaded>
    </Screen>
  );
}

function RouteScreen({ route }: { route: Route }) {
  switch (route.screen) {
    case 'worklist':
      return <WorklistScreen />;
    case 'alert':
      return <AlertScreen id={route.id} />;
    case 'patients':
      return <PatientsScreen />;
    case 'patient':
      return <PatientScreen id={route.id} />;
    case 'not-found':
      return (
        <Screen title={words.notFoundTitle}>
          <p>{words.notFoundText}</p>
        </Screen>
      );
    default:
      return <Later route={route} />;
  }
}
