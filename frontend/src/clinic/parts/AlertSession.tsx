import { Card } from '../../ui';
import { timeOf } from '../format';
import type { Loading } from '../hooks';
import type { Session } from '../shapes';
import { words } from '../words';
import { TakenBackLine } from './Corrections';
import { Loaded } from './Loaded';
import { WhatWasDone } from './PatientCare';

/** What was done in the session that the alert is about: whoever treated knows most of it from this line. */
export function AlertSession({ session: loading }: { session: Loading<Session | null> }) {
  return (
    <Card kind="plain" heading={words.more.session}>
      <Loaded of={loading}>
        {(session) =>
          session && (
            <>
              <p>
                <strong>{words.patient.session(session.number)}</strong>
                {`, ${timeOf(session.ended_at)}`}
              </p>
              {session.taken_back && <TakenBackLine session={session.taken_back} />}
              <WhatWasDone session={session} />
            </>
          )
        }
      </Loaded>
    </Card>
  );
}
