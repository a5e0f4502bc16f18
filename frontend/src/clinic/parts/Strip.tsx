import { timeIn } from '../format';
import type { LastVisit, Patient, Visit } from '../shapes';
import { words } from '../words';

const say = words.strip;

/** Before the next visit, at a glance: what became of the last one. What is not known is said to be so. */
export function Strip({ visit, next, patient }: { visit: LastVisit; next: Visit | null; patient: Patient }) {
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
      <NextVisit visit={next} />
    </section>
  );
}

/** When the patient comes next, by the clinic's clock, and who says so. */
export function NextVisit({ visit }: { visit: Visit | null }) {
  if (!visit) return <p class="hint">{words.visits.none}</p>;
  const { next, sources } = words.visits;
  return <p>{next(timeIn(visit.time_zone, visit.starts_at), sources[visit.source] ?? visit.source)}</p>;
}
