import { api } from '../api';
import { shortDayOf } from '../format';
import { useLoaded } from '../hooks';
import { Loaded } from '../parts/Loaded';
import { Screen } from '../parts/Screen';
import { hrefs } from '../routes';
import { readable } from '../vocabulary';
import { words } from '../words';

const say = words.unreached;

/** Whom messages may not reach, why, and what to do about it. */
export function UnreachedScreen() {
  const loading = useLoaded('unreached', () => api.unreached());
  return (
    <Screen title={say.title} below={<p>{say.text}</p>}>
      <Loaded of={loading}>
        {({ results }) => (
          <>
            {results.length === 0 && <p>{say.none}</p>}
            <ul class="people plain-list">
              {results.map(({ person, patient, reasons, reached_by }) => (
                <li key={person.id} class="person">
                  {patient ? (
                    <a class="person-link" href={hrefs.patient(patient)}>
                      {person.name}
                    </a>
                  ) : (
                    <strong>{person.name}</strong>
                  )}
                  <div>
                    {reasons.map(({ reason, channel, since }) => (
                      <p key={reason + channel}>
                        {channel && `${words.channel[channel] ?? readable(channel)}: `}
                        {say.reasons[reason] ?? readable(reason)}
                        {since && <span class="hint"> {say.since(shortDayOf(since))}</span>}
                      </p>
                    ))}
                    <p class="hint">
                      {reached_by.length > 0
                        ? say.stillBy(reached_by.map((each) => words.channel[each] ?? readable(each)).join(', '))
                        : say.byNothing}
                    </p>
                    {patient ? (
                      <a class="plain-link" href={hrefs.invitation(patient)}>
                        {words.patient.connect}
                      </a>
                    ) : (
                      <p class="hint">{say.staff}</p>
                    )}
                  </div>
                </li>
              ))}
            </ul>
          </>
        )}
      </Loaded>
    </Screen>
  );
}
