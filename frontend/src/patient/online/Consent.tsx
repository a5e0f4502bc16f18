import { useEffect, useState } from 'preact/hooks';
import type { Consent as Asked, TheirProxy } from '../../domain/answers';
import { inWords } from '../../domain/catalogue';
import { inEnglish, locale, t } from '../../i18n';
import { answerConsent, readConsents } from '../../lib/account';
import { me } from '../../lib/diary';
import { go, path } from '../../lib/router';
import { Button, Card, Choice, ErrorSummary, type FieldError } from '../../ui';
import { numbers } from '../advising';
import { English } from '../parts/English';
import { Heading } from '../parts/Heading';
import { ForSomebody, NOBODY } from './ForSomebody';

const HERE = '/app/consent';

/** The purpose that the address names, else one that is asked again, else monitoring. */
const chosen = (all: Asked[]): Asked | undefined =>
  all.find(({ purpose }) => purpose === location.hash.slice(1)) ??
  all.find(({ again }) => again) ??
  all.find(({ purpose }) => purpose === 'monitoring');

/** What one purpose is and is not, in the server's words and version; nothing is agreed to by going on. */
export function Consent() {
  const [asked, setAsked] = useState<Asked>();
  const [errors, setErrors] = useState<FieldError[]>([]);
  const load = async () => {
    const reply = await readConsents();
    setErrors(reply.kind === 'ok' ? [] : [{ href: '#again', text: t('app.noConnection') }]);
    if (reply.kind === 'ok') setAsked(chosen(reply.body.results));
  };
  useEffect(() => {
    void load();
  }, []);
  const onAnswered = () => {
    // Who has gone on to another screen meanwhile is left there.
    if (path.value !== HERE) return;
    if (me.value?.consent_asked && !location.hash) void load();
    else go('/app/', { replace: true });
  };
  return (
    <>
      {!asked && <ErrorSummary errors={errors} />}
      <Heading title={t('consent.heading')} />
      <p>{t('consent.hello', { name: me.value?.name ?? '', clinic: me.value?.clinic?.name ?? '' })}</p>
      {!asked && errors.length === 0 && <p role="status">{t('consent.loading')}</p>}
      {!asked && errors.length > 0 && (
        <Button id="again" kind="quiet" full onClick={() => void load()}>
          {t('app.tryAgain')}
        </Button>
      )}
      {asked && <Question key={asked.purpose} asked={asked} onAnswered={onAnswered} />}
    </>
  );
}

function Question({ asked, onAnswered }: { asked: Asked; onAnswered: () => void }) {
  const [hasRead, setHasRead] = useState(false);
  const [proxy, setProxy] = useState<TheirProxy | null>(asked.asks === 'proxy' ? NOBODY : null);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [isBusy, setIsBusy] = useState(false);
  const isMonitoring = asked.purpose === 'monitoring';
  const name = me.value?.name ?? '';

  const answer = async (given: boolean) => {
    if (isBusy) return;
    const isNamed = proxy !== null && proxy.relation !== '' && proxy.name.trim() !== '';
    const missing = [
      ...(isMonitoring && !hasRead ? [{ href: '#read', text: t('consent.tickMissing') }] : []),
      ...(proxy && !proxy.relation ? [{ href: '#relation', text: t('consent.relationMissing') }] : []),
      ...(proxy && !proxy.name.trim() ? [{ href: '#proxy', text: t('consent.proxyMissing') }] : []),
    ];
    if (given && missing.length > 0) return setErrors(missing);
    setIsBusy(true);
    const reply = await answerConsent(asked, given, locale, isNamed ? proxy : null);
    setIsBusy(false);
    if (reply.kind === 'ok') return onAnswered();
    const text = reply.kind === 'problem' && reply.status < 500 ? inWords(reply.problem.detail) : t('app.noConnection');
    setErrors([{ href: '#agree', text }]);
  };

  const errorOf = (id: string) => errors.find(({ href }) => href === `#${id}`)?.text;
  return (
    <>
      <ErrorSummary errors={errors} />
      {asked.asks === 'proxy' && <p>{t('consent.child', { name })}</p>}
      {asked.asks === 'patient' && asked.again && <p>{t('consent.again')}</p>}
      <Card kind="plain">
        {!isMonitoring && <h2>{t(`settings.${asked.purpose}` as const)}</h2>}
        <p>
          {inWords(asked.text)}
          <English>{asked.text}</English>
        </p>
        <p class="hint">{t('consent.version', { version: asked.version })}</p>
        {isMonitoring && (
          <Choice type="checkbox" name="read" id="read" checked={hasRead} onChange={setHasRead}>
            {t('consent.tick', { number: numbers.value.emergency_number })}
            <English>{inEnglish('consent.tick', { number: numbers.value.emergency_number })}</English>
          </Choice>
        )}
        {asked.asks === 'patient' && (
          <Choice
            type="checkbox"
            name="cannot"
            checked={proxy !== null}
            onChange={(cannot) => setProxy(cannot ? NOBODY : null)}
          >
            {t('consent.cannot', { name })}
          </Choice>
        )}
        {proxy && (
          <ForSomebody whose={name} relations={asked.relations} proxy={proxy} onChange={setProxy} errorOf={errorOf} />
        )}
      </Card>
      <Button id="agree" full onClick={() => void answer(true)}>
        {proxy ? t('consent.agreeFor', { name }) : t('consent.agree')}
      </Button>
      <Button kind="quiet" full onClick={() => void answer(false)}>
        {isMonitoring ? t('consent.decline') : t('settings.no')}
      </Button>
      <p class="hint">{t('consent.declineNote')}</p>
    </>
  );
}
