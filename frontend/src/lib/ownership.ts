// What belongs to the patient alone: who looked, who helps, another window, the end of the diary.
import type { components } from '../../api/types';
import type { Page } from '../domain/answers';
import { ask, type Reply } from './api';
import { leave } from './leaving';

type Schemas = components['schemas'];
export type Look = Schemas['LookAnswer'];
export type Carer = Schemas['CarerAnswer'];
export type InvitedCarer = Schemas['InvitedCarerAnswer'];
export type Transfer = Schemas['TransferAnswer'];

/** A page of looks, by days; `next` of the page before leads further back. */
export const readLooks = (next: string | null): Promise<Reply<Page<Look>>> =>
  ask('GET', next ? `me/record-access?cursor=${encodeURIComponent(next)}` : 'me/record-access');

export const readCarers = (): Promise<Reply<Page<Carer>>> => ask('GET', 'me/carers');
export const inviteCarer = (name: string): Promise<Reply<InvitedCarer>> => ask('POST', 'me/carers', { name });
export const revokeCarer = (id: string): Promise<Reply<void>> => ask('DELETE', `me/carers/${id}`);
export const transferCode = (): Promise<Reply<Transfer>> => ask('POST', 'me/transfer');

/** Ask the server for the end of the diary; once it says yes, this phone is emptied. */
export async function eraseDiary(birthDate: string): Promise<Reply<{ due_at: string }>> {
  const reply = await ask<{ due_at: string }>('POST', 'me/erasure', { birth_date: birthDate });
  if (reply.kind === 'ok') await leave();
  return reply;
}
