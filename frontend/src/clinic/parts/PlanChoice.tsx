import { useState } from 'preact/hooks';
import { Field } from '../../ui';
import { api } from '../api';
import { useLoaded } from '../hooks';
import type { CoursePlan } from '../shapes';
import { words } from '../words';

const say = words.course;

/** The clinic's plans, where it has any: choosing one fills the form, and everything can still be changed. */
export function PlanChoice({ onChoose }: { onChoose: (plan: CoursePlan) => void }) {
  const plans = useLoaded('plans', () => api.coursePlans());
  const [chosen, setChosen] = useState<CoursePlan | null>(null);
  if (plans.state.kind !== 'ready' || plans.state.value.results.length === 0) return null;
  const { results } = plans.state.value;
  const choose = (id: string) => {
    const plan = results.find((each) => each.id === id) ?? null;
    setChosen(plan);
    if (plan) onChoose(plan);
  };
  return (
    <Field label={say.plan} hint={chosen ? say.planSays(chosen.spacing_days, chosen.points.join(', ')) : undefined}>
      <select id="plan" value={chosen?.id ?? ''} onChange={(event) => choose(event.currentTarget.value)}>
        <option value="">{say.noPlan}</option>
        {results.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </Field>
  );
}
