import { useState } from 'preact/hooks';
import { emptyBody } from '../../domain/entry';
import { lastActivity } from '../../domain/weekly';
import { t } from '../../i18n';
import { nowInstant, timeZone } from '../../lib/dates';
import { me, shownEntries } from '../../lib/diary';
import { saveEntry } from '../../lib/keeping';
import { go } from '../../lib/router';
import { sendSaved } from '../../lib/sync';
import { uuid7 } from '../../lib/uuid7';
import { Button, Card, ErrorSummary, Field, type FieldError } from '../../ui';
import { Rating } from '../adding/Numbers';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';

const ITEMS = ['pain', 'enjoyment', 'activity'] as const;
type Item = (typeof ITEMS)[number];

/** The PEG and the one thing that pain makes hard. Kept and sent as an entry, through the same outbox. */
export function Weekly() {
  const [peg, setPeg] = useState<Partial<Record<Item, number | null>>>({});
  const [named] = useState(() => lastActivity(shownEntries.value));
  const [activity, setActivity] = useState(named);
  const [hard, setHard] = useState<number | null>(null);
  const [errors, setErrors] = useState<FieldError[]>([]);
  const save = async () => {
    const missing = ITEMS.find((item) => peg[item] == null);
    if (missing) return setErrors([{ href: `#${missing}`, text: t('weekly.missing') }]);
    const savedAt = nowInstant();
    try {
      await saveEntry({
        id: uuid7(),
        patient: me.value?.patient ?? '',
        body: {
          ...emptyBody(savedAt, timeZone()),
          peg: peg as Record<Item, number>,
          activity_nrs: hard,
          // A name that was only offered again, and not rated, was not said.
          activity: hard === null && activity === named ? '' : activity.trim(),
        },
        isDeleted: false,
        savedAt,
        heardAt: null,
        answer: null,
        trouble: null,
      });
    } catch {
      return setErrors([{ href: '#save', text: t('app.storage') }]);
    }
    void sendSaved();
    go('/app/diary');
  };
  return (
    <>
      <Heading title={t('weekly.heading')} />
      <ErrorSummary errors={errors} />
      <Card kind="plain">
        {ITEMS.map((item) => (
          <Rating
            key={item}
            id={item}
            label={t(`weekly.peg.${item}` as const)}
            hint={item === 'pain' ? t('weekly.peg.painEnds') : t('weekly.peg.ends')}
            value={peg[item]}
            onChange={(nrs) => setPeg({ ...peg, [item]: nrs })}
          />
        ))}
        <Field label={t('weekly.own')} hint={t('weekly.ownHint')}>
          <input
            id="own"
            dir="auto"
            maxLength={120}
            value={activity}
            onInput={(event) => setActivity(event.currentTarget.value)}
          />
        </Field>
        <Rating id="hard" label={t('weekly.ownHard')} hint={t('activity.hardHint')} value={hard} onChange={setHard} />
      </Card>
      <Button id="save" full onClick={() => void save()}>
        {t('log.save')}
      </Button>
      <Link to="/app/" kind="quiet" full>
        {t('app.cancel')}
      </Link>
      <p class="hint">{t('weekly.source')}</p>
    </>
  );
}
