import { useEffect, useState } from 'preact/hooks';
import type { Letter } from '../../domain/answers';
import { t } from '../../i18n';
import type { Reply } from '../../lib/api';
import { agreeTo, decline, hideNotes } from '../../lib/letters';
import { go } from '../../lib/router';
import { Button, Card, Choice, ErrorSummary, Field, type FieldError } from '../../ui';
import { whoOf } from './letter';

interface AnswerProps {
  letter: Letter;
  onAnswered: (letter: Letter) => void;
}

/** The patient's yes or no to exactly this; nothing is chosen beforehand, and no is as near as yes. */
export function LetterAnswer({ letter, onAnswered }: AnswerProps) {
  const [hasRead, setHasRead] = useState(false);
  const [isDeclining, setIsDeclining] = useState(false);
  const { errors, setErrors, isBusy, send } = useAnswer();
  useEffect(() => {
    if (hasRead) setErrors([]);
  }, [hasRead]);
  const agree = () => {
    if (!hasRead) return setErrors([{ href: '#read', text: t('letter.tickMissing') }]);
    void send(() => agreeTo(letter), onAnswered);
  };
  return (
    <>
      {letter.include_notes && <HideNotes letter={letter} />}
      <ErrorSummary errors={errors} />
      <Card kind="plain" heading={t('letter.question', { who: whoOf(letter) })}>
        <Choice type="checkbox" name="read" id="read" checked={hasRead} onChange={setHasRead}>
          {t('letter.tick', { who: whoOf(letter) })}
        </Choice>
        <Button id="agree" full off={isBusy} onClick={agree}>
          {t('letter.agree')}
        </Button>
        {isDeclining ? (
          <Declining
            isBusy={isBusy}
            onDecline={(because) => void send(() => decline(letter, because), onAnswered)}
            onCancel={() => setIsDeclining(false)}
          />
        ) : (
          <Button kind="quiet" full onClick={() => setIsDeclining(true)}>
            {t('letter.decline')}
          </Button>
        )}
      </Card>
    </>
  );
}

interface DecliningProps {
  isBusy: boolean;
  onDecline: (because: string) => void;
  onCancel: () => void;
}

function Declining({ isBusy, onDecline, onCancel }: DecliningProps) {
  const [because, setBecause] = useState('');
  return (
    <div class="stack">
      <Field label={t('letter.why')} hint={t('letter.whyHint')}>
        <textarea
          id="because"
          dir="auto"
          maxLength={400}
          value={because}
          onInput={(event) => setBecause(event.currentTarget.value)}
        />
      </Field>
      <Button kind="danger" full off={isBusy} onClick={() => onDecline(because.trim())}>
        {t('letter.declineYes')}
      </Button>
      <Button kind="quiet" full onClick={onCancel}>
        {t('app.cancel')}
      </Button>
    </div>
  );
}

function HideNotes({ letter }: { letter: Letter }) {
  const { errors, isBusy, send } = useAnswer();
  return (
    <Card kind="plain" heading={t('letter.notes')}>
      <p>{t('letter.notesBody')}</p>
      <Button
        id="hide"
        kind="quiet"
        full
        off={isBusy}
        onClick={() =>
          void send(
            () => hideNotes(letter),
            (made) => go(`/app/letters/${made.id}`, { replace: true }),
          )
        }
      >
        {t('letter.hide')}
      </Button>
      <p role="status">{isBusy ? t('letter.hiding') : errors[0]?.text}</p>
    </Card>
  );
}

/** One answer at a time. What the server refuses is said in its own words, and nothing typed is lost. */
function useAnswer() {
  const [errors, setErrors] = useState<FieldError[]>([]);
  const [isBusy, setIsBusy] = useState(false);
  const send = async (ask: () => Promise<Reply<Letter>>, done: (letter: Letter) => void) => {
    if (isBusy) return;
    setIsBusy(true);
    const reply = await ask();
    setIsBusy(false);
    if (reply.kind === 'ok') return done(reply.body);
    const text =
      reply.kind === 'problem' ? t('letter.changed', { detail: reply.problem.detail }) : t('app.noConnection');
    setErrors([{ href: '#agree', text }]);
  };
  return { errors, setErrors, isBusy, send };
}
