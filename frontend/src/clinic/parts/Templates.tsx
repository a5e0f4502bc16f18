import { useState } from 'preact/hooks';
import { api } from '../api';
import type { Patient, Template } from '../shapes';
import { me } from '../staff';
import { words } from '../words';

/** Messages in neutral words, sent by the practitioner's own phone or mail: the offer of a short visit, and the clinic's texts. */
export function Templates({ patient }: { patient: Patient }) {
  const { phone, email } = patient;
  const [own, setOwn] = useState<Template[]>([]);
  if (!phone && !email) return null;
  const ask = () => {
    // Without an answer the first one stays.
    api.templates().then(
      ({ results }) => setOwn(results),
      () => undefined,
    );
  };
  const { clinic } = me.value ?? {};
  const filled = (text: string) =>
    text
      .replaceAll('{first_name}', patient.name.split(' ')[0] ?? '')
      .replaceAll('{clinic}', clinic?.name ?? '')
      .replaceAll('{phone}', clinic?.phone ?? '');
  const texts = [words.shortVisit, ...own].map((each) => ({ ...each, text: filled(each.text) }));
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
