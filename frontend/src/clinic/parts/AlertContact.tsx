import { Card } from '../../ui';
import { dateOf } from '../format';
import type { Loading } from '../hooks';
import { hrefs } from '../routes';
import type { Patient } from '../shapes';
import { words } from '../words';
import { Loaded } from './Loaded';
import { Templates } from './Templates';

/** Who it is and how else to reach them. The call button stands beside the reason to call. */
export function AlertContact({ of }: { of: Loading<Patient> }) {
  return (
    <Card kind="plain" heading={words.alert.contact}>
      <Loaded of={of}>
        {(patient) => {
          const { id, phone, email, birth_date, agreement } = patient;
          return (
            <>
              <p>{words.patient.born(dateOf(birth_date))}</p>
              {agreement.proxy && <p dir="auto">{words.alert.proxy(agreement.proxy.name, agreement.proxy.relation)}</p>}
              {!phone && (
                <p>
                  {words.alert.noPhone}{' '}
                  <a class="plain-link" href={hrefs.details(id)}>
                    {words.corrections.addPhone}
                  </a>
                </p>
              )}
              {email && (
                <a class="plain-link" href={`mailto:${email}`}>
                  {email}
                </a>
              )}
              <Templates patient={patient} />
              <a class="plain-link" href={hrefs.patient(id)}>
                {words.alert.openPatient}
              </a>
            </>
          );
        }}
      </Loaded>
    </Card>
  );
}
