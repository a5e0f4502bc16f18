import { useState } from 'preact/hooks';
import { Card } from '../../ui';
import { api } from '../api';
import type { Patient } from '../shapes';
import { words } from '../words';
import { MiniForm } from './MiniForm';

const say = words.takeBack;

interface TakeBackProps {
  patient: Patient;
  changed: () => void;
}

/** The patient, or who answers for them, rings: what was once allowed is taken back in their name. */
export function TakeBack({ patient: { id, agreement }, changed }: TakeBackProps) {
  const [isDone, setIsDone] = useState(false);
  const { proxy } = agreement;
  const whose = { patient: say.patient, ...(proxy && { proxy: words.alert.proxy(proxy.name, proxy.relation) }) };
  return (
    <Card kind="plain">
      <MiniForm
        id="take-back"
        summary={say.button}
        button={say.button}
        fields={[
          { name: 'purpose', label: say.purpose, options: say.purposes },
          { name: 'who', label: say.who, options: whose, atFirst: 'patient' },
        ]}
        send={async ({ purpose = '', who }) => {
          await api.takeBack(id, purpose, who === 'proxy' ? proxy : null);
          setIsDone(true);
          changed();
        }}
      />
      <p role="status">{isDone && say.done}</p>
    </Card>
  );
}
