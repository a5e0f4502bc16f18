import type { Relation, TheirProxy } from '../../domain/answers';
import { t } from '../../i18n';
import { Choice, Field, FieldGroup } from '../../ui';

export const NOBODY: TheirProxy = { name: '', relation: '' };

interface ForSomebodyProps {
  /** Whom it is answered for, by name. */
  whose: string;
  relations: Relation[];
  proxy: TheirProxy;
  onChange: (proxy: TheirProxy) => void;
  errorOf: (id: string) => string | undefined;
}

/** Who agrees for a child, or for an adult who cannot: what they are to them, and their own name. */
export function ForSomebody({ whose, relations, proxy, onChange, errorOf }: ForSomebodyProps) {
  return (
    <>
      <FieldGroup label={t('consent.who')} error={errorOf('relation')}>
        {relations.map((relation, place) => (
          <Choice
            key={relation}
            type="radio"
            name="relation"
            id={place === 0 ? 'relation' : undefined}
            checked={proxy.relation === relation}
            onChange={() => onChange({ ...proxy, relation })}
          >
            {t(`consent.${relation}` as const, { name: whose })}
          </Choice>
        ))}
      </FieldGroup>
      <Field label={t('consent.proxy')} error={errorOf('proxy')}>
        <input
          id="proxy"
          autocomplete="off"
          maxLength={200}
          value={proxy.name}
          onInput={(event) => onChange({ ...proxy, name: event.currentTarget.value })}
        />
      </Field>
    </>
  );
}
