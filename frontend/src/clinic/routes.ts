// Which screen an address asks for. Pure: the address comes in, the screen comes out.

export const HOME = '/clinic/';
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

export type Route =
  | { screen: 'sign-in' | 'worklist' | 'patients' | 'new-patient' | 'told' | 'unreached' | 'not-found' }
  | { screen: 'office'; page: string }
  | { screen: 'alert' | 'patient' | 'course' | 'invitation' | 'session' | 'letter'; id: string };

const PLAIN: Readonly<Record<string, Route>> = {
  '': { screen: 'worklist' },
  'sign-in': { screen: 'sign-in' },
  patients: { screen: 'patients' },
  'patients/new': { screen: 'new-patient' },
  told: { screen: 'told' },
  unreached: { screen: 'unreached' },
};

const WITH_ID = [
  [new RegExp(`^alerts/(${UUID})$`), 'alert'],
  [new RegExp(`^patients/(${UUID})$`), 'patient'],
  [new RegExp(`^patients/(${UUID})/course$`), 'course'],
  [new RegExp(`^patients/(${UUID})/invitation$`), 'invitation'],
  [new RegExp(`^patients/(${UUID})/session$`), 'session'],
  [new RegExp(`^patients/(${UUID})/letter$`), 'letter'],
] as const;

const OFFICE = /^office(?:\/([a-z]+))?$/;

export function routeOf(pathname: string): Route {
  const path = pathname
    .replace(/^\/clinic\/?/, '')
    .replace(/\/$/, '')
    .toLowerCase();
  const plain = PLAIN[path];
  if (plain) return plain;
  const office = OFFICE.exec(path);
  if (office) return { screen: 'office', page: office[1] ?? '' };
  for (const [pattern, screen] of WITH_ID) {
    const id = pattern.exec(path)?.[1];
    if (id) return { screen, id };
  }
  return { screen: 'not-found' };
}

/** Where to go after signing in: back to where one was, and nowhere outside these screens. */
export function placeAfterSignIn(next: string | null): string {
  const isOurs = next?.startsWith(HOME) && !next.startsWith(`${HOME}sign-in`) && !next.includes('//');
  return isOurs && next ? next : HOME;
}

/** The form on a patient's page that puts right who they are and how they are reached. */
export const DETAILS = 'details';

export const hrefs = {
  alert: (id: string) => `${HOME}alerts/${id}`,
  resolve: (id: string) => `${HOME}alerts/${id}#resolve`,
  patients: `${HOME}patients`,
  newPatient: `${HOME}patients/new`,
  patient: (id: string) => `${HOME}patients/${id}`,
  details: (id: string) => `${HOME}patients/${id}#${DETAILS}`,
  course: (id: string) => `${HOME}patients/${id}/course`,
  firstCourse: (id: string) => `${HOME}patients/${id}/course#first`,
  invitation: (id: string) => `${HOME}patients/${id}/invitation`,
  session: (id: string) => `${HOME}patients/${id}/session`,
  letter: (id: string) => `${HOME}patients/${id}/letter`,
  intake: (id: string, course: string) => `${HOME}patients/${id}/course#edit-${course}`,
  told: `${HOME}told`,
  office: (page: string) => `${HOME}office${page && `/${page}`}`,
  unreached: `${HOME}unreached`,
  signIn: (from: string) => `${HOME}sign-in#from=${encodeURIComponent(from)}`,
};
