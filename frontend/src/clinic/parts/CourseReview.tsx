import { api } from '../api';
import { timeOf } from '../format';
import { useLoaded } from '../hooks';
import { words } from '../words';
import { Loaded } from './Loaded';
import { MiniForm } from './MiniForm';

const say = words.review;

/** How a course goes by its diary, and its review: due after session 4, and possible at any time after the first. */
export function CourseReview({ course }: { course: string }) {
  const loading = useLoaded(course, () => api.review(course));
  return (
    <Loaded of={loading}>
      {({ due, progress, causes, reviews }) => (
        <>
          <p>{progress.sentence}</p>
          <p class="hint">
            {[
              progress.percentile !== null && say.percentile(progress.percentile),
              say.relapses(progress.relapses),
              progress.missed > 0 && say.missed(progress.missed),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
          {progress.relapse_warning && <p>{progress.relapse_warning}</p>}
          {due && <p class="row review-due">{say.due}</p>}
          {reviews.map(({ id, plan, by, at, note }) => (
            <p key={id} class="hint" dir="auto">
              {say.done(say.plans[plan] ?? plan, by, timeOf(at))} {note}
            </p>
          ))}
          {progress.given > 0 && (
            <MiniForm
              id={`review-${course}`}
              summary={say.write}
              button={say.button}
              fields={[
                { name: 'plan', label: say.plan, options: say.plans },
                {
                  name: 'causes',
                  label: say.causes,
                  options: Object.fromEntries(causes.map(({ code, text }) => [code, text])),
                  many: true,
                  optional: true,
                },
                { name: 'note', label: words.alert.note, type: 'area', optional: true },
              ]}
              send={async ({ plan = '', causes: chosen = '', note = '' }) => {
                await api.addReview(course, { plan, causes: chosen ? chosen.split(',') : [], note });
                loading.reload();
              }}
            />
          )}
        </>
      )}
    </Loaded>
  );
}
