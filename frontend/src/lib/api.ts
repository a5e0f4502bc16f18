// One call to the server. It never throws: not reaching the server is an ordinary answer on a phone.

export interface Problem {
  code: string;
  detail: string;
  errors?: Record<string, string[]>;
}

export type Reply<T> =
  | { kind: 'ok'; status: number; body: T; headers?: Headers }
  | { kind: 'problem'; status: number; problem: Problem; body: unknown; retryAfter: number | null }
  | { kind: 'unreachable' };

const TIMEOUT_MS = 20_000;
let listener: (isReachable: boolean) => void = () => undefined;

/** Tells whether the server answered, after each call. */
export function onReach(tell: (isReachable: boolean) => void): void {
  listener = tell;
}

export async function ask<T>(
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply<T>> {
  const reply = await tryAsking<T>(method, path, body, headers);
  listener(reply.kind !== 'unreachable');
  return reply;
}

async function tryAsking<T>(
  method: string,
  path: string,
  body: unknown,
  headers: Record<string, string>,
): Promise<Reply<T>> {
  const typed = body === undefined ? {} : { 'Content-Type': 'application/json' };
  try {
    const answer = await fetch(`/api/v1/${path}`, {
      method,
      headers: { Accept: 'application/json', 'X-Ebb': '1', ...typed, ...headers },
      body: body === undefined ? null : JSON.stringify(body),
      cache: 'no-store',
      credentials: 'same-origin',
      // A network's own sign-in page answers with a redirect or with HTML: neither is our server.
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const { status } = answer;
    if (status === 204 || status === 304) return { kind: 'ok', status, body: undefined as T, headers: answer.headers };
    if (!/^application\/(problem\+)?json/.test(answer.headers.get('Content-Type') ?? '')) return notOurs(answer);
    const read: unknown = await answer.json();
    if (answer.ok) return { kind: 'ok', status, body: read as T, headers: answer.headers };
    return problemReply(answer, read as Problem);
  } catch {
    return { kind: 'unreachable' };
  }
}

/** A file of ours as text; undefined when it could not be had. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`/api/v1/${path}`, { cache: 'no-store', credentials: 'same-origin', redirect: 'error' });
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}

/** A proxy in front of the server may refuse in its own words; anything else that is not JSON is another site. */
function notOurs(answer: Response): Reply<never> {
  if (answer.ok) return { kind: 'unreachable' };
  return problemReply(answer, { code: 'server_error', detail: '' });
}

function problemReply(answer: Response, problem: Problem): Reply<never> {
  const seconds = Number(answer.headers.get('Retry-After') ?? Number.NaN);
  return {
    kind: 'problem',
    status: answer.status,
    problem,
    body: problem,
    retryAfter: Number.isFinite(seconds) ? seconds : null,
  };
}
