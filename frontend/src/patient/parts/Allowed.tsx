import { useEffect, useState } from 'preact/hooks';
import type { Consent } from '../../domain/answers';
import { inWords } from '../../domain/catalogue';
import { locale, t } from '../../i18n';
import { answerConsent, readConsents } from '../../lib/account';
import { nowInstant, shortWhenOf } from '../../lib/dates';
import { Button, Card, Choice, FieldGroup } from '../../ui';

/** Every purpose with its text and the person's own answer, which can be changed at any time. */
export function Allowed() {
  const [consents, setConsents] = useState<Consent[] | null>();
  const load = async () => {
    const reply = await readConsents();
    setConsents(reply.kind === 'ok' ? reply.body.results : null);
  };
  useEffect(() => {
    void load();
  }, []);
  return (
    <Card kind="plain" heading={t('settings.allow')}>
      {consents === null && (
        <>
          <p>{t('settings.allowOffline')}</p>
          <Button kind="quiet" onClick={() => void load()}>
            {t('app.tryAgain')}
          </Button>
        </>
      )}
      {consents?.map((consent) => (
        <Purpose key={consent.purpose} consent={consent} onAnswered={() => void load()} />
      ))}
    </Card>
  );
}

function Purpose({ consent, onAnswered }: { consent: Consent; onAnswered: () => void }) {
  const [isStopping, setIsStopping] = useState(false);
  const [problem, setProblem] = useState('');
  const { purpose, given } = consent;
  const answer = async (yes: boolean) => {
    setIsStopping(false);
    const reply = await answerConsent(consent, yes, locale);
    setProblem(reply.kind === 'ok' ? '' : reply.kind === 'problem' ? inWords(reply.problem.detail) : t('app.notTold'));
    // Without a connection, asking anew would take this away and say less.
    if (reply.kind !== 'unreachable') onAnswered();
  };
  const choose = (yes: boolean) => {
    if (purpose === 'monitoring' && given && !yes) setIsStopping(true);
    else void answer(yes);
  };
  const answered =
    consent.at === null
      ? t('settings.unanswered')
      : t('settings.answeredAt', { when: shortWhenOf(consent.at, nowInstant()), version: consent.version });
  return (
    <div class="purpose stack">
      <FieldGroup label={t(`settings.${purpose}` as const)} hint={`${inWords(consent.text)} ${answered}.`}>
        <Choice type="radio" name={purpose} checked={given === true} onChange={() => choose(true)}>
          {t('settings.yes')}
        </Choice>
        <Choice type="radio" name={purpose} checked={given === false} onChange={() => choose(false)}>
          {t('settings.no')}
        </Choice>
      </FieldGroup>
      {problem && (
        <p role="alert" class="banner banner-warn">
          {problem}
        </p>
      )}
      {isStopping && (
        <Card kind="warn" role="alert" heading={t('settings.stopSure')}>
          <div class="row">
            <Button kind="danger" onClick={() => void answer(false)}>
              {t('settings.stopYes')}
            </Button>
            <Button kind="quiet" onClick={() => setIsStopping(false)}>
              {t('app.cancel')}
            </Button>
          </div>
        </Card>
      )}
    </div>
  );
}
