import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import { dateOf } from '../../lib/dates';
import { me } from '../../lib/diary';
import { eraseDiary } from '../../lib/ownership';
import { setTextSize } from '../../lib/textSize';
import { Button, Card, Choice, ErrorSummary, type FieldError } from '../../ui';
import { Unsent, unsentEntries } from '../mine/Unsent';
import { BirthDate, type DateParts, isoDate } from '../parts/BirthDate';
import { Form } from '../parts/Form';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';

/** The end of the diary: what goes, what stays and when, before anything is asked; the birth date, because it cannot be undone for ever. */
export function Erase() {
  const [born, setBorn] = useState<DateParts>({ day: '', month: '', year: '' });
  const [isSure, setIsSure] = useState(false);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [isBusy, setIsBusy] = useState(false);
  const [goneBy, setGoneBy] = useState<string>();
  if (goneBy) return <Done date={dateOf(goneBy)} />;
  if (!me.value) return <Link to="/app/pair">{t('pair.heading')}</Link>;
  const onErase = async () => {
    const birthDate = isoDate(born);
    const found = [
      ...(isSure ? [] : [{ href: '#sure', text: t('erase.tickMissing') }]),
      ...(birthDate ? [] : [{ href: '#birth-day', text: t('pair.birthWrong') }]),
    ];
    setErrors(found);
    if (found.length > 0 || !birthDate || isBusy) return;
    setIsBusy(true);
    const reply = await eraseDiary(birthDate);
    setIsBusy(false);
    if (reply.kind === 'ok') {
      setTextSize('');
      setGoneBy(reply.body.due_at);
    } else {
      const text = reply.kind === 'problem' && reply.status < 500 ? reply.problem.detail : t('app.noConnection');
      setErrors([{ href: '#birth-day', text }]);
    }
  };
  return (
    <Form onSubmit={onErase}>
      <ErrorSummary errors={errors} />
      <Heading title={t('erase.heading')} />
      <Unsent />
      <Terms />
      <Card kind="plain">
        <BirthDate value={born} onChange={setBorn} error={errors.find((error) => error.href === '#birth-day')?.text} />
        <Choice type="checkbox" name="sure" id="sure" checked={isSure} onChange={setIsSure}>
          {t(unsentEntries().length > 0 ? 'erase.tickUnsent' : 'erase.tick')}
        </Choice>
      </Card>
      <Button type="submit" kind="danger" full off={isBusy}>
        {t('erase.yes')}
      </Button>
      <Link to="/app/settings" kind="quiet" full>
        {t('app.cancel')}
      </Link>
    </Form>
  );
}

function Terms() {
  return (
    <>
      {(['now', 'later', 'stays'] as const).map((part) => (
        <Card key={part} kind="plain" heading={t(`erase.${part}` as const)}>
          <p>{t(`erase.${part}Body` as const)}</p>
        </Card>
      ))}
    </>
  );
}

function Done({ date }: { date: string }) {
  return (
    <>
      <Heading title={t('erase.done')} />
      <p>{t('erase.doneBody', { date })}</p>
    </>
  );
}
