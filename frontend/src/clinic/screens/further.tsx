// The forms and the clinic's office, in one file of their own, for two pack worse: the lists and the alerts come first.
import { OfficeScreen } from '../office';
import type { Route } from '../routes';
import { CourseScreen } from './Course';
import { InvitationScreen } from './Invitation';
import { LetterScreen } from './Letter';
import { NewPatientScreen } from './NewPatient';
import { SessionScreen } from './Session';
import { ToldScreen } from './Told';
import { UnreachedScreen } from './Unreached';

export function FurtherScreen({ route }: { route: Route }) {
  switch (route.screen) {
    case 'new-patient':
      return <NewPatientScreen />;
    case 'course':
      return <CourseScreen patientId={route.id} />;
    case 'invitation':
      return <InvitationScreen patientId={route.id} />;
    case 'letter':
      return <LetterScreen patientId={route.id} />;
    case 'session':
      return <SessionScreen patientId={route.id} />;
    case 'office':
      return <OfficeScreen page={route.page} />;
    case 'told':
      return <ToldScreen />;
    default:
      return <UnreachedScreen />;
  }
}
