import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { t } from '../../i18n';
import type { Reply } from '../../lib/api';
import { Button } from '../../ui';

interface AskFirstProps {
  /** What the button says that begins it. */
  label: ComponentChildren;
  question: string;
  yes: string;
  act: () => Promise<Reply<unknown>>;
  onDone: () => Promise<void>;
}

/** Taking something away at the server: asked about first, and said when the server could not be told. Gone already is done. */
export function AskFirst({ label, question, yes, act, onDone }: AskFirstProps) {
  const [step, setStep] = useState<'begin' | 'ask' | 'failed'>('begin');
  const onYes = async () => {
    const reply = await act();
    const isDone = reply.kind === 'ok' || (reply.kind === 'problem' && reply.status === 404);
    setStep(isDone ? 'begin' : 'failed');
    if (isDone) await onDone();
  };
  if (step === 'begin') {
    return (
      <Button kind="quiet" onClick={() => setStep('ask')}>
        {label}
      </Button>
    );
  }
  return (
    <div role="alert" class="stack">
      <p>{step === 'ask' ? question : t('app.notTold')}</p>
      <div class="row">
        <Button kind="danger" onClick={() => void onYes()}>
          {step === 'ask' ? yes : t('app.tryAgain')}
        </Button>
        <Button kind="quiet" onClick={() => setStep('begin')}>
          {t('app.cancel')}
        </Button>
      </div>
    </div>
  );
}
