import { t } from '../../i18n';
import { dateOf, nowInstant } from '../../lib/dates';
import { isSignedOut, me } from '../../lib/diary';
import { Icon } from '../../ui';

/** The monitoring light: whether anybody would be told, in words. */
export function Light() {
  const monitoring = me.value?.monitoring;
  const isOn = monitoring?.state === 'on' && !isSignedOut.value;
  return (
    <p class={`light ${isOn ? 'light-on' : 'light-off'}`}>
      <Icon name={isOn ? 'good' : 'warn'} />
      <span>{words()}</span>
    </p>
  );
}

function words(): string {
  const monitoring = me.value?.monitoring;
  if (isSignedOut.value) return t('light.signedOut');
  if (!monitoring) return t('light.unknown');
  if (monitoring.state === 'off') return t('light.off');
  const isAhead = monitoring.until !== null && monitoring.until > nowInstant();
  return monitoring.until !== null && isAhead ? t('light.onUntil', { date: dateOf(monitoring.until) }) : t('light.on');
}
