import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { me } from '../../lib/diary';
import { Button, Card, ErrorSummary, type FieldError, Nrs, wordOf } from '../../ui';
import { lookedScreen } from '../lazy';
import { begin, body, cannotSave, entryId, save, savedEntry, setScore, wasRestored } from '../log';
import { AdviceCards } from '../parts/AdviceCards';
import { Form } from '../parts/Form';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';
import { Saved } from '../parts/Saved';

const Again = lookedScreen((later) => later.Again);
const Stand = lookedScreen((later) => later.Stand);

/** Today's question. Two taps: a number, then Save; everything else comes after it is saved. */
export function Today() {
  const entry = savedEntry.value;
  return (
    <>
      {entry && entryId.value ? (
        <Saved entry={entry} heading={<Heading title={t('log.saved')} />} onDone={begin} />
      ) : (
        <Question />
      )}
      {me.value?.reports_waiting ? <LetterWaits /> : null}
      <Stand />
    </>
  );
}

function Question() {
  const [errors, setErrors] = useState<FieldError[]>([]);
  const { nrs_average: score, symptoms } = body.value;
  const canSave = score !== null || symptoms.length > 0;
  useEffect(() => {
    if (canSave) setErrors([]);
  }, [canSave]);
  const onSave = async () => {
    if (canSave) await save();
    else setErrors([{ href: '#score-0', text: t('log.missing') }]);
  };
  return (
    <Form onSubmit={onSave}>
      <ErrorSummary errors={errors} />
      {cannotSave.value && (
        <Card kind="warn" role="alert">
          <p>{t('app.storage')}</p>
        </Card>
      )}
      {wasRestored.value && <p class="hint">{t('log.draft')}</p>}
      {symptoms.length > 0 && <AdviceCards reports={symptoms} entry={undefined} onTell={() => void save()} />}
      <Card kind="plain">
        <Nrs
          name="score"
          legend={<Heading title={t('tab.today')}>{t('log.question')}</Heading>}
          hint={t('log.hint')}
          error={errors[0]?.text}
          value={score}
          onChange={setScore}
        />
      </Card>
      <div class="save-bar">
        <Button type="submit" full>
          {score === null ? t('log.save') : t('log.saveScore', { score, word: wordOf(score) })}
        </Button>
      </div>
      <Again />
    </Form>
  );
}

function LetterWaits() {
  return (
    <Card kind="plain" heading={t('letter.waits')}>
      <p>{t('letter.waitsBody')}</p>
      <Link to="/app/letters" kind="quiet" full>
        {t('letter.read')}
      </Link>
    </Card>
  );
}
