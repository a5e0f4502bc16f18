// Signing in with a password, over allauth's browser client. A one-time link has its own page outside this app.
import { Problem } from './api';

const ALLAUTH = '/_allauth/browser/v1/';

interface AllauthAnswer {
  errors?: { message: string; param?: string }[];
  data?: { flows?: { id: string; is_pending?: boolean }[] };
}

/** What comes after a try: in, or a second factor first. Everything else is a `Problem`. */
export type SignInStep = 'done' | 'second-factor';

export async function signInWithPassword(email: string, password: string): Promise<SignInStep> {
  return step(await post('auth/login', { email, password }));
}

export async function answerSecondFactor(code: string): Promise<SignInStep> {
  return step(await post('auth/2fa/authenticate', { code }));
}

async function post(path: string, body: Record<string, string>): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': await csrfToken() };
  return reach(ALLAUTH + path, { method: 'POST', headers, body: JSON.stringify(body) });
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
  const body = (await answer.json().catch(() => ({}))) as AllauthAnswer;
  // 409: this browser is signed in already, perhaps in another tab.
  if (answer.status === 409) return 'done';
  if (body.data?.flows?.some((flow) => flow.id === 'mfa_authenticate' && flow.is_pending)) return 'second-factor';
  const message = body.errors?.[0]?.message ?? 'That did not work. Check the e-mail address and the password.';
  throw new Problem(answer.status, 'invalid', message);
}
