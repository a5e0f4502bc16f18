import { useState } from 'preact/hooks';
import { Button } from '../../ui';
import { timeOf } from '../format';
import { useLoaded } from '../hooks';
import { Loaded } from '../parts/Loaded';
import { office } from './api';
import { OfficePage } from './Page';
import { say } from './words';

const own = say.changes;

/** What was changed of the clinic, and who read a record without a part in the care: newest first, a page at a time. */
export function ChangesScreen() {
  const [cursor, setCursor] = useState('');
  const changes = useLoaded(cursor, () => office.changes(cursor));
  return (
    <OfficePage of={own}>
      <Loaded of={changes}>
        {({ results, next }) => (
          <>
            <ul class="plain-list">
              {results.map(({ id, at, by, said, patient, reason }) => (
                <li key={id} class="card card-plain" dir="auto">
                  <p class="hint">{timeOf(at)}</p>
                  {[[by, said].filter(Boolean).join(' '), patient, reason].filter(Boolean).join(' · ')}
                </li>
              ))}
            </ul>
            {results.length === 0 && <p>{own.none}</p>}
            {next && (
              <div>
                <Button kind="quiet" onClick={() => setCursor(next)}>
                  {own.older}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </OfficePage>
  );
}
