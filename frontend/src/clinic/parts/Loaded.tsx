import type { ComponentChildren } from 'preact';
import { Button, Card } from '../../ui';
import type { Problem } from '../api';
import type { Loading } from '../hooks';
import { words } from '../words';

interface LoadedProps<T> {
  of: Loading<T>;
  /** For what is tall, such as a curve: keeps its room meanwhile, so that nothing below it moves when it comes. */
  tall?: boolean;
  /** What stands below "there is no such page". */
  missing?: ComponentChildren;
  children: (value: T) => ComponentChildren;
}

/** What was loaded, or honestly that it is not there yet or could not be had. */
export function Loaded<T>({ of, tall = false, missing, children }: LoadedProps<T>) {
  if (of.state.kind === 'ready') return <>{children(of.state.value)}</>;
  if (of.state.kind === 'failed') return <LoadFailed problem={of.state.problem} retry={of.reload} missing={missing} />;
  return (
    <p class={tall ? 'hint tall' : 'hint'} role="status">
      {words.loading}
    </p>
  );
}

interface LoadFailedProps {
  problem: Problem;
  retry: () => void;
  missing: ComponentChildren;
}

function LoadFailed({ problem, retry, missing }: LoadFailedProps) {
  if (problem.status === 404) {
    return (
      <Card kind="plain" heading={words.notFoundTitle}>
        <p>{words.notFoundText}</p>
        {missing}
      </Card>
    );
  }
  return (
    <Card kind="warn" heading={words.failedTitle} role="alert">
      <p>{problem.message}</p>
      <div>
        <Button kind="quiet" onClick={retry}>
          {words.tryAgain}
        </Button>
      </div>
    </Card>
  );
}

interface RefusalProps {
  problem: Problem | null;
  heading?: string;
  children?: ComponentChildren;
}

/** Why something that was asked for was not done. */
export function Refusal({ problem, heading = words.saveFailed, children }: RefusalProps) {
  if (!problem) return null;
  return (
    <Card kind="warn" heading={heading} role="alert">
      <p>{children ?? problem.message}</p>
    </Card>
  );
}
