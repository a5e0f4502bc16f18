// The parts both sides share. Drawings and forms only: nothing here fetches, routes or knows a clinic.
export { Button } from './Button';
export { Card } from './Card';
export { Chip } from './Chip';
export type { CurvePoint, CurveReading } from './chart';
export { Dialog } from './Dialog';
export { ErrorSummary, type FieldError } from './ErrorSummary';
export { FanChart } from './FanChart';
export { Choice, Field, FieldGroup } from './Field';
export { Icon, type IconName } from './Icon';
export { Nrs } from './Nrs';
export { Sparkline } from './Sparkline';
export { severityOf, wordOf } from './scale';
