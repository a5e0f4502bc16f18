// Small things worth knowing without a network: who this is, the last curve, a draft.

import type { Curve, Me, Session } from '../domain/answers';
import type { Body } from '../domain/entry';
import { read, resultOf, write } from './db';

export interface Draft {
  /** The entry that is being corrected; null for a new one. */
  entry: string | null;
  body: Body;
}

export interface Facts {
  me: Me;
  /** The server has ended this phone's sign-in; entries wait until it is paired again. */
  signedOut: boolean;
  sessions: Session[];
  curves: Record<string, KeptCurve>;
  draft: Draft;
  /** The id under which the server knows this phone's push subscription. */
  push: string;
  /** The person does not want to be asked about reminders again. */
  noReminders: boolean;
  /** The week's questions are not asked before this moment. */
  weekly: string;
  /** Nor about the home screen. */
  noInstall: boolean;
  /** Ebb left this phone without a network: the server has still to hear of it. */
  left: boolean;
  /** What was not sent when its owner left this phone, locked; by patient. */
  sealed: Record<string, Sealed>;
  /** "Checked by a doctor", said here and not yet known to the server; by the entry's id. */
  checks: Record<string, Check>;
}

/** A session's curve and when it was read. */
export interface KeptCurve {
  curve: Curve;
  at: string;
}

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
}

export interface Check {
  patient: string;
  checked_at: string;
  note: string;
  /** Why the server would not take it; a person decides. */
  problem?: string;
}

export async function readFact<Name extends keyof Facts>(name: Name): Promise<Facts[Name] | undefined> {
  return read(['facts'], ({ facts }) => resultOf(facts.get(name) as IDBRequest<Facts[Name] | undefined>));
}

export async function keepFact<Name extends keyof Facts>(name: Name, fact: Facts[Name] | undefined): Promise<void> {
  await write(['facts'], async ({ facts }) => {
    if (fact === undefined) facts.delete(name);
    else facts.put(fact, name);
  });
}
