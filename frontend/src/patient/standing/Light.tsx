import { t } from '../../i18n';
import { dateOf, nowInstant, whenOf } from '../../lib/dates';
import { isSignedOut, me } from '../../lib/diary';
import { Icon } from '../../ui';

/** The monitoring light: whether anybody would be told, in words. */
export function Light() {
  const monitoring = me.value?.monitoring;
  const isOn = monitoring?.state === 'on' && !isSignedOut.value && !isPast(monitoring.until);
  const opens = isSignedOut.value || monitoring?.state === 'off' ? null : monitoring?.opens_at;
  const now = nowInstant();
  return (
    <>
      <p class={`light ${isOn ? 'light-on' : 'light-off'}`}>
        <Icon name={isOn ? 'good' : 'warn'} />
        <span>{words()}</span>
      </p>
      {opens && opens > now && <p class="light light-off">{t('light.closed', { when: whenOf(opens, now) })}</p>}
    </>
  );
}

function words(): string {
  const monitoring = me.value?.monitoring;
  if (isSignedOut.value) return t('light.signedOut');
  if (!monitoring) return t('light.unknown');
  if (monitoring.state === 'off') return t('light.off');
  // A phone that has been away for long works it out by itself.
  if (monitoring.state === 'paused' || isPast(monitoring.until)) return t('light.paused');
  return monitoring.until === null ? t('light.on') : t('light.onUntil', { date: dateOf(monitoring.until) });
}

const isPast = (until: string | null): boolean => until !== null && Date.parse(until) <= Date.now();
