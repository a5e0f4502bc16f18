/** Runs `work` while no other tab and no worker of this app runs work of the same name. */
export function alone<T>(name: string, work: () => Promise<T>): Promise<T> {
  // Old browsers have no locks: then tabs may send the same entry twice, which the server stores once.
  if (!navigator.locks) return work();
  return navigator.locks.request(name, work) as Promise<T>;
}

export const OUTBOX_LOCK = 'outbox';
