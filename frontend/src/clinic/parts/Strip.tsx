import type { LastVisit, Patient } from '../shapes';
import { words } from '../words';

const say = words.strip;

/** Before the next visit, at a glance: what became of the last one. What is not known is said to be so. */
export function Strip({ visit, patient }: { visit: LastVisit; patient: Patient }) {
  const scored = (of: LastVisit['peak']) => (of === null ? say.unknown : say.at(of.nrs, of.hours));
  const facts: [string, string][] = [
    [say.baseline, visit.baseline === null ? say.unknown : String(visit.baseline)],
    [say.peak, scored(visit.peak)],
    [say.half, visit.hours_to_half === null ? say.unknown : words.time.hours(Math.round(visit.hours_to_half))],
    [say.now, scored(visit.now)],
    [say.flags, patient.flags.length === 0 ? words.none : String(patient.flags.length)],
  ];
  return (
    <section class="card" aria-label={say.title(visit.number)}>
      <p>
        <strong>{say.title(visit.number)}</strong>
        <span class="hint"> {words.time.afterSession(visit.hours_since)}</span>
      </p>
      <dl class="strip">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt class="hint">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
