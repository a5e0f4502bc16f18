import { useState } from 'preact/hooks';
import { medicineWords } from '../../domain/doctor';
import type { Body } from '../../domain/entry';
import { recentMedicines } from '../../domain/medicines';
import { t } from '../../i18n';
import { shownEntries } from '../../lib/diary';
import { Button, Chip, Field } from '../../ui';
import { alter, body, entryId } from '../log';
import { Form } from '../parts/Form';

/** What was taken: one tap for what was taken before, two fields for something new. */
export function Medicines() {
  const [name, setName] = useState('');
  const [amount, setAmount] = useState('');
  const [error, setError] = useState<string>();
  const taken = body.value.medicines;
  const others = shownEntries.value.filter((entry) => entry.id !== entryId.value);
  const offered = recentMedicines(taken, others);
  const set = (medicines: unknown[]) => alter({ medicines: medicines as Body['medicines'] });
  const toggle = (words: string, medicine: unknown) => {
    const isTaken = taken.some((each) => medicineWords(each) === words);
    set(isTaken ? taken.filter((each) => medicineWords(each) !== words) : [...taken, medicine]);
  };
  const onAdd = () => {
    const medicine = { name: name.trim(), amount: amount.trim() };
    if (medicine.name === '') return setError(t('medicine.nameMissing'));
    const isTaken = taken.some((each) => medicineWords(each) === medicineWords(medicine));
    if (!isTaken) set([...taken, medicine]);
    setName('');
    setAmount('');
    setError(undefined);
  };
  return (
    <section class="stack" aria-labelledby="medicine-question">
      <h3 id="medicine-question">{t('medicine.question')}</h3>
      {offered.length > 0 && (
        <div class="chips">
          {offered.map(({ words, medicine }) => (
            <Chip
              key={words}
              pressed={taken.some((each) => medicineWords(each) === words)}
              onClick={() => toggle(words, medicine)}
            >
              {words}
            </Chip>
          ))}
        </div>
      )}
      <Form class="medicine-new" onSubmit={onAdd}>
        <Field label={t('medicine.name')} error={error}>
          <input
            id="medicine-name"
            maxLength={120}
            autocomplete="off"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </Field>
        <Field label={t('medicine.amount')} hint={t('medicine.amountHint')}>
          <input
            id="medicine-amount"
            maxLength={60}
            autocomplete="off"
            value={amount}
            onInput={(event) => setAmount(event.currentTarget.value)}
          />
        </Field>
        <Button type="submit" kind="quiet" full>
          {t('medicine.add')}
        </Button>
      </Form>
      <p class="hint">{t('medicine.note')}</p>
    </section>
  );
}
