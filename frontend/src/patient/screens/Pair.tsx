import { useState } from 'preact/hooks';
import { inWords } from '../../domain/catalogue';
import { t } from '../../i18n';
import { pair } from '../../lib/account';
import { hasLeft, isSignedOut, me } from '../../lib/diary';
import { go } from '../../lib/router';
import { synchronise } from '../../lib/sync';
import { Button, Card, ErrorSummary, Field, type FieldError } from '../../ui';
import { BirthDate, type DateParts, isoDate } from '../parts/BirthDate';
import { Form } from '../parts/Form';
import { Heading } from '../parts/Heading';
import { LanguageLine } from '../parts/Languages';
import { Link } from '../parts/Link';

const tokenInAddress = (): string | null => new URLSearchParams(location.hash.slice(1)).get('t');

/** The way in: the link's secret (behind `#`, where no server sees it) or a typed code, and the date of birth. */
export function Pair() {
  const [isAgain, setIsAgain] = useState(isSignedOut.value);
  if (me.value && !isAgain) return <Already name={me.value.name} onAgain={() => setIsAgain(true)} />;
  return <PairForm />;
}

function Already({ name, onAgain }: { name: string; onAgain: () => void }) {
  return (
    <>
      <Heading title={t('pair.heading')} />
      <p>{t('pair.paired', { name })}</p>
      <Link to="/app/" kind="primary" full>
        {t('pair.goOn')}
      </Link>
      <Button kind="quiet" full onClick={onAgain}>
        {t('pair.other')}
      </Button>
    </>
  );
}

function PairForm() {
  const [token, setToken] = useState(tokenInAddress);
  const [code, setCode] = useState('');
  const [born, setBorn] = useState<DateParts>({ day: '', month: '', year: '' });
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [isBusy, setIsBusy] = useState(false);

  const onSubmit = async () => {
    const birthDate = isoDate(born);
    const found = [
      ...(token || code.trim() ? [] : [{ href: '#code', text: t('pair.codeMissing') }]),
      ...(birthDate ? [] : [{ href: '#birth-day', text: t('pair.birthWrong') }]),
    ];
    setErrors(found);
    if (found.length > 0 || !birthDate || isBusy) return;
    setIsBusy(true);
    const reply = await pair(token ?? code.trim(), birthDate);
    setIsBusy(false);
    if (reply.kind === 'ok') void synchronise({ now: true });
    if (reply.kind === 'ok')
      go(reply.body.consents_needed.includes('monitoring') ? '/app/consent' : '/app/', { replace: true });
    else {
      // A link works once. Who opened an old one may have a code, or can come back without.
      if (isSpent(reply)) setToken(null);
      setErrors([refusal(reply, token !== null)]);
    }
  };

  const errorOf = (id: string) => errors.find((error) => error.href === `#${id}`)?.text;
  return (
    <Form onSubmit={onSubmit}>
      <ErrorSummary errors={errors} />
      <LanguageLine />
      <Heading title={t('pair.heading')} />
      {hasLeft.value && <p class="banner banner-warn">{t('pair.left')}</p>}
      {token && <p>{t('pair.welcome')}</p>}
      <ul class="points">
        <li>{t('pair.what1')}</li>
        <li>{t('pair.what2')}</li>
        <li>{t('pair.what3')}</li>
      </ul>
      <Card kind="plain">
        {!token && (
          <Field label={t('pair.code')} hint={t('pair.codeHint')} error={errorOf('code')}>
            <input
              id="code"
              autocomplete="one-time-code"
              autocapitalize="characters"
              spellcheck={false}
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          </Field>
        )}
        <BirthDate value={born} onChange={setBorn} error={errorOf('birth-day')} />
      </Card>
      <Button type="submit" full off={isBusy}>
        {t(isBusy ? 'pair.wait' : 'pair.start')}
      </Button>
      {!token && (
        <Link to="/again" kind="quiet" full>
          {t('pair.again')}
        </Link>
      )}
    </Form>
  );
}

type Refused = Exclude<Awaited<ReturnType<typeof pair>>, { kind: 'ok' }>;

const isSpent = (reply: Refused): boolean => reply.kind === 'problem' && reply.problem.code === 'invitation_invalid';

/** The server's own sentence, beside the field it is about. */
function refusal(reply: Refused, byLink: boolean): FieldError {
  if (reply.kind === 'unreachable' || reply.status >= 500) return { href: '#birth-day', text: t('app.noConnection') };
  const isBirthDate = reply.problem.code === 'wrong_birth_date' || (byLink && !isSpent(reply));
  return { href: isBirthDate ? '#birth-day' : '#code', text: inWords(reply.problem.detail) };
}
