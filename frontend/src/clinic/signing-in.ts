// Signing in, over allauth's browser client: password, passkey, second factor. A one-time link has its own page outside this app.
import { Problem } from './api';
import { stillYouWords } from './still-you';

const ALLAUTH = '/_allauth/browser/v1/';

interface AllauthAnswer<T> {
  errors?: { message: string; param?: string }[];
  data?: T & { flows?: { id: string; is_pending?: boolean }[] };
  meta?: Record<string, string>;
}

/** What comes after a try: in, or a second factor first. Everything else is a `Problem`. */
export type SignInStep = 'done' | 'second-factor';

export async function signInWithPassword(email: string, password: string): Promise<SignInStep> {
  return step(await send('POST', 'auth/login', { email, password }));
}

export async function answerSecondFactor(code: string): Promise<SignInStep> {
  return step(await send('POST', 'auth/2fa/authenticate', { code }));
}

/** `login`: instead of a password; `authenticate`: as the second factor; `reauthenticate`: once more, by who is signed in. */
export async function usePasskey(purpose: 'login' | 'authenticate' | 'reauthenticate'): Promise<SignInStep> {
  const path = `auth/webauthn/${purpose}`;
  const asked = await read<{ request_options: { publicKey: PublicKeyCredentialRequestOptionsJSON } }>('GET', path);
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(asked.data.request_options.publicKey);
  const credential = await fromDevice(() => navigator.credentials.get({ publicKey }));
  return step(await send('POST', path, { credential }));
}

/** Whether this browser can make and use passkeys in the form that we speak. */
export const knowsPasskeys = (): boolean =>
  typeof PublicKeyCredential !== 'undefined' && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** What the device made or signed, as JSON. Raises `Problem` when the person or the device said no. */
export async function fromDevice(ask: () => Promise<Credential | null>): Promise<unknown> {
  const made = await ask().catch(() => null);
  if (made instanceof PublicKeyCredential) return made.toJSON();
  throw new Problem(0, 'no_passkey', 'No passkey was used. Try again, or choose another way.');
}

/** One request, and its data. 401 becomes a `Problem` with the code `confirm` when it wants the person confirmed first. */
export async function read<T>(
  method: string,
  path: string,
  body?: unknown,
): Promise<{ data: T; meta: Record<string, string> }> {
  const answer = await send(method, path, body);
  const said = (await answer.json().catch(() => ({}))) as AllauthAnswer<T>;
  // 404: what is asked for is not there yet, and `meta` holds what it can be made of.
  if (answer.ok || answer.status === 404) return { data: said.data as T, meta: said.meta ?? {} };
  const wants = said.data?.flows?.some((flow) => flow.id.endsWith('reauthenticate')) ? 'confirm' : 'invalid';
  throw new Problem(
    answer.status === 401 ? 403 : answer.status,
    wants,
    said.errors?.[0]?.message ?? 'That did not work.',
  );
}

async function send(method: string, path: string, body?: unknown): Promise<Response> {
  if (method === 'GET') return reach(ALLAUTH + path, {});
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': await csrfToken() };
  return reach(ALLAUTH + path, { method, headers, body: JSON.stringify(body ?? {}) });
}

/** The answer to any request of allauth sets the cookie whose value each write repeats. */
async function csrfToken(): Promise<string> {
  await reach(`${ALLAUTH}config`, {});
  const cookie = document.cookie.split('; ').find((each) => each.startsWith('csrftoken='));
  return cookie?.slice('csrftoken='.length) ?? '';
}

async function reach(address: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...options, cache: 'no-store', credentials: 'same-origin' });
  } catch {
    throw new Problem(0, 'unreachable', 'The server does not answer. Try again in a minute.');
  }
}

async function step(answer: Response): Promise<SignInStep> {
  if (answer.ok) return 'done';
  const body = (await answer.json().catch(() => ({}))) as AllauthAnswer<object>;
  // 409: this browser is signed in already, perhaps in another tab.
  if (answer.status === 409) return 'done';
  if (body.data?.flows?.some((flow) => flow.id === 'mfa_authenticate' && flow.is_pending)) return 'second-factor';
  const message = body.errors?.[0]?.message ?? 'That did not work. Check the e-mail address and the password.';
  throw new Problem(answer.status, 'invalid', message);
}

/** The same person once more: six digits are a code of their app, all else is their password. A `Problem` when it is not right. */
export async function showItIsYou(secret: string): Promise<void> {
  const isCode = /^\d{6}$/.test(secret);
  const answer = isCode
    ? await send('POST', 'auth/2fa/reauthenticate', { code: secret })
    : await send('POST', 'auth/reauthenticate', { password: secret });
  if (!answer.ok) throw new Problem(answer.status, 'invalid', stillYouWords.wrong);
}
