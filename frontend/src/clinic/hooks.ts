// Two patterns that every screen shares: load something and show it, do something and say how it went.
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Problem } from './api';
import { problemToShow } from './staff';

export type Loaded<T> = { kind: 'loading' } | { kind: 'failed'; problem: Problem } | { kind: 'ready'; value: T };

export interface Loading<T> {
  state: Loaded<T>;
  reload: () => void;
  set: (value: T) => void;
}

/** Puts focus somewhere sensible when the control that had it is gone because of what it did. */
export function useFocusAfter(changed: string, where: () => HTMLElement | null | undefined): void {
  const before = useRef(changed);
  const latest = useRef(where);
  latest.current = where;
  useEffect(() => {
    if (before.current === changed) return;
    before.current = changed;
    if (document.activeElement === document.body) latest.current()?.focus();
  }, [changed]);
}

/** Loads on mount and when `key` changes. An answer that comes after the key has changed is dropped. */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loading<T> {
  const [state, setState] = useState<Loaded<T>>({ kind: 'loading' });
  const turn = useRef(0);
  const latest = useRef(load);
  latest.current = load;
  const set = useCallback((value: T) => setState({ kind: 'ready', value }), []);
  const reload = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    latest.current().then(
      (value) => {
        if (mine === turn.current) set(value);
      },
      (error: unknown) => {
        const problem = problemToShow(error);
        if (problem && mine === turn.current) setState({ kind: 'failed', problem });
      },
    );
  }, [set]);
  useEffect(() => {
    setState({ kind: 'loading' });
    reload();
    return () => {
      turn.current += 1;
    };
  }, [key, reload]);
  return { state, reload, set };
}

export interface Doing<A extends unknown[]> {
  run: (...given: A) => void;
  busy: boolean;
  problem: Problem | null;
}

/** One request at a time: a second tap while the first is under way does nothing. */
export function useAction<A extends unknown[]>(act: (...given: A) => Promise<void>): Doing<A> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const underWay = useRef(false);
  const run = (...given: A) => {
    if (underWay.current) return;
    underWay.current = true;
    setBusy(true);
    setProblem(null);
    act(...given)
      .catch((error: unknown) => setProblem(problemToShow(error)))
      .finally(() => {
        underWay.current = false;
        setBusy(false);
      });
  };
  return { run, busy, problem };
}
