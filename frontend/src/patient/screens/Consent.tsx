import { useEffect, useState } from 'preact/hooks';
import type { Consent as ConsentText } from '../../domain/answers';
import { inWords } from '../../domain/catalogue';
import { inEnglish, locale, t } from '../../i18n';
import { answerConsent, readConsents } from '../../lib/account';
import { me } from '../../lib/diary';
import { go, path } from '../../lib/router';
import { Button, Card, Choice, ErrorSummary, type FieldError } from '../../ui';
import { numbers } from '../advising';
import { English } from '../parts/English';
import { Heading } from '../parts/Heading';

const HERE = '/app/consent';

/** What monitoring is and is not, in the server's words and version; nothing is agreed to by going on. */
export function Consent() {
  const [text, setText] = useState<ConsentText>();
  const [hasRead, setHasRead] = useState(false);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [isBusy, setIsBusy] = useState(false);

  const load = async () => {
    const reply = await readConsents();
    setErrors(reply.kind === 'ok' ? [] : [{ href: '#again', text: t('app.noConnection') }]);
    if (reply.kind === 'ok') setText(reply.body.results.find((each) => each.purpose === 'monitoring'));
  };
  useEffect(() => {
    void load();
  }, []);

  const answer = async (given: boolean) => {
    if (!text || isBusy) return;
    if (given && !hasRead) return setErrors([{ href: '#read', text: t('consent.tickMissing') }]);
    setIsBusy(true);
    const reply = await answerConsent(text, given, locale);
    setIsBusy(false);
    // Who has gone on to another screen meanwhile is left there.
    if (reply.kind === 'ok') return path.value === HERE ? go('/app/', { replace: true }) : undefined;
    setErrors([{ href: '#agree', text: t('app.noConnection') }]);
  };

  return (
    <>
      <ErrorSummary errors={errors} />
      <Heading title={t('consent.heading')} />
      <p>{t('consent.hello', { name: me.value?.name ?? '', clinic: me.value?.clinic?.name ?? '' })}</p>
      {!text && errors.length === 0 && <p role="status">{t('consent.loading')}</p>}
      {!text && errors.length > 0 && (
        <Button id="again" kind="quiet" full onClick={() => void load()}>
          {t('app.tryAgain')}
        </Button>
      )}
      {text && (
        <>
          <Card kind="plain">
            <p>
              {inWords(text.text)}
              <English>{text.text}</English>
            </p>
            <p class="hint">{t('consent.version', { version: text.version })}</p>
            <Choice type="checkbox" name="read" id="read" checked={hasRead} onChange={setHasRead}>
              {t('consent.tick', { number: numbers.value.emergency_number })}
              <English>{inEnglish('consent.tick', { number: numbers.value.emergency_number })}</English>
            </Choice>
          </Card>
          <Button id="agree" full onClick={() => void answer(true)}>
            {t('consent.agree')}
          </Button>
          <Button kind="quiet" full onClick={() => void answer(false)}>
            {t('consent.decline')}
          </Button>
          <p class="hint">{t('consent.declineNote')}</p>
        </>
      )}
    </>
  );
}
