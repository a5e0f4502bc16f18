// Screens that are nothing without the server, as one file of the build that is fetched when one of them is opened.
export { Carers } from './online/Carers';
export { Consent } from './online/Consent';
export { Erase } from './online/Erase';
export { Install } from './online/Install';
export { Looks } from './online/Looks';
export { Passkeys } from './online/Passkeys';
export { Letter } from './screens/Letter';
export { Letters } from './screens/Letters';
export { Reminders } from './screens/Reminders';
