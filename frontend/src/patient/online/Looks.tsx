import { useEffect, useState } from 'preact/hooks';
import { t } from '../../i18n';
import { dayOf, nowInstant, timeOf } from '../../lib/dates';
import { type Look, readLooks } from '../../lib/ownership';
import { Button, Card } from '../../ui';
import { Heading } from '../parts/Heading';
import { Link } from '../parts/Link';

/** Who looked at the record and who changed it: by days, newest first. */
export function Looks() {
  const [looks, setLooks] = useState<Look[]>([]);
  const [next, setNext] = useState<string | null>();
  const [isOffline, setIsOffline] = useState(false);
  const more = async () => {
    const reply = await readLooks(next ?? null);
    setIsOffline(reply.kind !== 'ok');
    if (reply.kind !== 'ok') return;
    setLooks([...looks, ...reply.body.results]);
    setNext(reply.body.next);
  };
  useEffect(() => {
    void more();
  }, []);
  return (
    <>
      <Heading title={t('looks.heading')} />
      <p>{t('looks.about')}</p>
      {isOffline && <p role="status">{t('looks.offline')}</p>}
      {next === null && looks.length === 0 && <p>{t('looks.none')}</p>}
      {daysOf(looks).map(([day, ofDay]) => (
        <Card key={day} kind="plain" heading={dayOf(`${day}T12:00:00`, nowInstant())}>
          <ul class="plain-list stack" role="list">
            {ofDay.map((look) => (
              <Line key={`${look.name}${look.kind}`} look={look} />
            ))}
          </ul>
        </Card>
      ))}
      {(next || isOffline) && (
        <Button kind="quiet" full onClick={() => void more()}>
          {t(isOffline ? 'app.tryAgain' : 'looks.more')}
        </Button>
      )}
      <Link to="/app/settings" kind="quiet" full>
        {t('app.back')}
      </Link>
    </>
  );
}

function Line({ look }: { look: Look }) {
  const time = look.times > 1 ? t('looks.times', { n: look.times, time: timeOf(look.last_at) }) : timeOf(look.last_at);
  return (
    <li>
      <p class="strong">{t(`looks.${look.kind}` as const)}</p>
      <p class="hint">{[look.name, t(`looks.as.${roleOf(look)}` as const), time].filter(Boolean).join(' · ')}</p>
      {/* Why somebody without a part in the care read it, in their own words. */}
      {look.reason && <p dir="auto">“{look.reason}”</p>}
    </li>
  );
}

const ROLES = ['practitioner', 'manager', 'auditor', 'carer', 'link'] as const;
const roleOf = ({ role }: Look): (typeof ROLES)[number] | 'ebb' => ROLES.find((each) => each === role) ?? 'ebb';

function daysOf(looks: readonly Look[]): [string, Look[]][] {
  const days = new Map<string, Look[]>();
  for (const look of looks) days.set(look.day, [...(days.get(look.day) ?? []), look]);
  return [...days];
}
