import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { api, Problem } from './api';
import { useLoaded } from './hooks';
import { followLinks, place } from './navigation';
import { Frame } from './parts/Frame';
import { Loaded } from './parts/Loaded';
import { Screen } from './parts/Screen';
import { type Route, routeOf } from './routes';
import { AlertScreen } from './screens/Alert';
import { CourseScreen } from './screens/Course';
import { InvitationScreen } from './screens/Invitation';
import { LetterScreen } from './screens/Letter';
import { NewPatientScreen } from './screens/NewPatient';
import { PatientScreen } from './screens/Patient';
import { PatientsScreen } from './screens/Patients';
import { SessionScreen } from './screens/Session';
import { SignInScreen } from './screens/SignIn';
import { ToldScreen } from './screens/Told';
import { UnreachedScreen } from './screens/Unreached';
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
    void renewToldHere(me.value.id);
    return me.value;
  });
  if (asked.state.kind === 'ready') return <>{children}</>;
  return (
    <main class="frame-main">
      <Screen title={words.product}>
        <Loaded of={asked}>{() => null}</Loaded>
      </Screen>
    </main>
  );
}

/** The office's screens are a file of their own, fetched when somebody first opens one. */
function OfficeLater({ page }: { page: string }) {
  const office = useLoaded('office', () =>
    import('./office').catch(() => {
      throw new Problem(0, 'unreachable', words.unreachable);
    }),
  );
  if (office.state.kind === 'ready') return <office.state.value.OfficeScreen page={page} />;
  return (
    <Screen title={words.office}>
      <Loaded of={office}>{() => null}</Loaded>
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
    case 'new-patient':
      return <NewPatientScreen />;
    case 'patient':
      return <PatientScreen id={route.id} />;
    case 'course':
      return <CourseScreen patientId={route.id} />;
    case 'invitation':
      return <InvitationScreen patientId={route.id} />;
    case 'letter':
      return <LetterScreen patientId={route.id} />;
    case 'session':
      return <SessionScreen patientId={route.id} />;
    case 'told':
      return <ToldScreen />;
    case 'office':
      return <OfficeLater page={route.page} />;
    case 'unreached':
      return <UnreachedScreen />;
    default:
      return (
        <Screen title={words.notFoundTitle}>
          <p>{words.notFoundText}</p>
        </Screen>
      );
  }
}
