// A server for the tests: answers by method and path, and remembers what was asked.
import { vi } from 'vitest';

export interface Asked {
  method: string;
  path: string;
  headers: Headers;
  body: unknown;
}

type Reply = { status?: number; body: unknown } | 'unreachable';

/** Replaces `fetch`. Routes are "GET /api/v1/worklist"; a query is ignored; what is not listed is a 404 problem. */
export function serve(routes: Record<string, Reply | (() => Reply)>): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (address: string, options: RequestInit = {}) => {
    const method = options.method ?? 'GET';
    const path = String(address).split('?')[0] ?? '';
    const body = typeof options.body === 'string' ? JSON.parse(options.body) : undefined;
    asked.push({ method, path, headers: new Headers(options.headers), body });
    const route = routes[`${method} ${path}`] ?? { status: 404, body: { code: 'not_found', detail: 'Not found.' } };
    const reply = typeof route === 'function' ? route() : route;
    if (reply === 'unreachable') throw new TypeError('no network');
    const status = reply.status ?? 200;
    const type = status < 400 ? 'application/json' : 'application/problem+json';
    return new Response(JSON.stringify(reply.body), { status, headers: { 'Content-Type': type } });
  });
  return asked;
}
