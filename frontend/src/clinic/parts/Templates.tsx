import { useState } from 'preact/hooks';
import { api } from '../api';
import type { Patient, Template } from '../shapes';
import { me } from '../staff';
import { words } from '../words';

/** Messages in neutral words, sent by the practitioner's own phone or mail: the clinic's texts, else Ebb's. */
export function Templates({ patient: { phone, email } }: { patient: Patient }) {
  const [own, setOwn] = useState<Template[]>([]);
  if (!phone && !email) return null;
  const ask = () => {
    // Without an answer Ebb's own texts stay.
    api.templates().then(
      ({ results }) => setOwn(results),
      () => undefined,
    );
  };
  const clinic = me.value?.clinic?.phone ?? '';
  const texts =
    own.length > 0 ? own : words.templates.map(({ name, text }) => ({ id: name, name, text: text(clinic) }));
  return (
    <details class="more" onToggle={(event) => event.currentTarget.open && ask()}>
      <summary>{words.more.messages}</summary>
      <ul class="history plain-list">
        {texts.map(({ id, name, text }) => (
          <li key={id}>
            <p dir="auto">{text}</p>
            <p class="row">
              {phone && (
                <a
                  class="button button-quiet"
                  href={`sms:${phone.replaceAll(/[^+\d]/g, '')}?&body=${encodeURIComponent(text)}`}
                  aria-label={words.more.sms(name)}
                >
                  {words.channel.sms}
                </a>
              )}
              {email && (
                <a
                  class="button button-quiet"
                  href={`mailto:${email}?body=${encodeURIComponent(text)}`}
                  aria-label={words.more.mail(name)}
                >
                  {words.channel.email}
                </a>
              )}
            </p>
          </li>
        ))}
      </ul>
    </details>
  );
}
