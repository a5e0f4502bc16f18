import type { Problem } from '../api';
import { agoOf } from '../format';
import { words } from '../words';
import { Refusal } from './Loaded';

/** What the server names when nobody answered but later data withdrew the alert. */
const BY_DATA = 'a later entry';

/** Why an answer to an alert was not taken: most often somebody was first, and it says who and when. */
export function AnswerRefused({ problem }: { problem: Problem | null }) {
  if (!problem) return null;
  const heading = problem.code === 'conflict' ? words.alert.answered : words.saveFailed;
  return (
    <Refusal problem={problem} heading={heading}>
      {sentenceOf(problem)}
    </Refusal>
  );
}

function sentenceOf(problem: Problem): string {
  if (problem.code !== 'conflict') return problem.message;
  if (problem.by === BY_DATA) return words.alert.withdrawn;
  if (problem.by === null || problem.at === null) return words.alert.firstUnknown;
  return words.alert.first(problem.by, agoOf(problem.at, new Date()));
}
