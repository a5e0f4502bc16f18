// All that a first visit does not need, as one file of the build: see GROUPS in vite.config.ts.
export { renewSubscription } from '../lib/push';
export { Adding } from './adding/Adding';
export { CatchUp } from './screens/CatchUp';
export { Curve } from './screens/Curve';
export { Diary } from './screens/Diary';
export { Doctor } from './screens/Doctor';
export { EntryPage } from './screens/EntryPage';
export { Export } from './screens/Export';
export { Settings } from './screens/Settings';
export { Again } from './standing/Again';
export { Helped } from './standing/Helped';
export { Stand } from './standing/Stand';
export { Undo } from './standing/Undo';
export { Weekly } from './standing/Weekly';
export { foundIn } from './story';
