import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { shownEntries } from '../../lib/diary';
import { keepFact, readFact } from '../../lib/facts';
import { Button, Card } from '../../ui';
import { Link } from '../parts/Link';

interface OfferProps {
  /** Under which "no" is kept on this phone. */
  fact: 'noInstall' | 'noReminders';
  heading: string;
  to: string;
  kind: 'primary' | 'quiet';
  children: ComponentChildren;
}

/** Asked once, and only of somebody who has written something that arrived. */
export function Offer({ fact, heading, to, kind, children }: OfferProps) {
  const [isDeclined, setIsDeclined] = useState<boolean>();
  useEffect(() => {
    void readFact(fact).then((declined) => setIsDeclined(declined === true));
  }, [fact]);
  const hasSent = shownEntries.value.some((entry) => entry.answer !== null);
  if (isDeclined !== false || !hasSent) return null;
  const onNo = async () => {
    setIsDeclined(true);
    await keepFact(fact, true);
  };
  return (
    <Card kind="plain" heading={heading}>
      <p>{children}</p>
      <Link to={to} kind={kind} full>
        {t('remind.offerYes')}
      </Link>
      <Button kind="quiet" full onClick={() => void onNo()}>
        {t('remind.offerNo')}
      </Button>
    </Card>
  );
}
