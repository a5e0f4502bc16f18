import { Icon, type IconName } from '../../ui';
import type { Level } from '../shapes';
import { words } from '../words';

const ICONS: Record<Level, IconName> = {
  emergency: 'emergency',
  urgent: 'urgent',
  practitioner: 'practitioner',
  expected: 'good',
};

/** A level as a word with its own shape, so that its colour is never the only sign. */
export function LevelMark({ level }: { level: Level }) {
  return (
    <span class={`level level-${level}`}>
      <Icon name={ICONS[level]} />
      <span>{words.level[level]}</span>
    </span>
  );
}
