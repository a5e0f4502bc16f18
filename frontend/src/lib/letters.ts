// Letters about the patient: read from the server each time and never kept on the phone.
import type { Letter, NewShare, Page, Share } from '../domain/answers';
import { ask, type Reply, readText } from './api';
import { refresh } from './sync';

export const readLetters = (): Promise<Reply<Page<Letter>>> => ask('GET', 'reports?limit=200');
export const readLetter = (id: string): Promise<Reply<Letter>> => ask('GET', `reports/${id}`);
export const readTable = (id: string): Promise<string | undefined> => readText(`reports/${id}/content`);

/** The file itself, and a picture of each of its pages, as the browser opens them. */
export const contentOf = (id: string): string => `/api/v1/reports/${id}/content`;
export const pictureOf = (id: string, page: number): string => `/api/v1/reports/${id}/picture?page=${page}`;

/** Links by which somebody without an account reads a letter. */
export const readLinks = (id: string): Promise<Reply<Page<Share>>> => ask('GET', `reports/${id}/shares`);
/** A page that a person opens; of a FHIR document a QR code that a record system reads. */
export const makeLink = ({ id, format }: Letter): Promise<Reply<NewShare>> =>
  ask('POST', `reports/${id}/shares`, { kind: format === 'fhir' ? 'health_link' : 'page' });
export const takeLinkBack = (share: string): Promise<Reply<void>> => ask('DELETE', `shares/${share}`);

/** Yes to exactly what was looked at. */
export async function agreeTo({ id, content_hash }: Letter): Promise<Reply<Letter>> {
  return answered(await ask<Letter>('POST', `reports/${id}/agree`, { content_hash }));
}

export async function decline({ id }: Letter, because: string): Promise<Reply<Letter>> {
  return answered(await ask<Letter>('POST', `reports/${id}/decline`, { because }));
}

/** A new draft without the notes takes the place of this one; the answer is the new one. */
export async function hideNotes({ id }: Letter): Promise<Reply<Letter>> {
  return answered(await ask<Letter>('POST', `reports/${id}/without-notes`));
}

/** How many letters wait is known anew. */
function answered(reply: Reply<Letter>): Reply<Letter> {
  if (reply.kind === 'ok') void refresh();
  return reply;
}
