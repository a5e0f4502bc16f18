import { describe, expect, it, vi } from 'vitest';
import { ask, onReach } from '../../src/lib/api';

const answerWith = (body: string | null, init: ResponseInit) =>
  vi.stubGlobal('fetch', async () => new Response(body, init));

describe('what counts as an answer of our server', () => {
  it('"not modified", with what its headers say', async () => {
    answerWith(null, { status: 304, headers: { ETag: '"1"' } });
    const reply = await ask('GET', 'worklist');
    expect(reply).toMatchObject({ kind: 'ok', status: 304, body: undefined });
    expect(reply.kind === 'ok' && reply.headers?.get('ETag')).toBe('"1"');
  });
  it('JSON', async () => {
    answerWith('{"a": 1}', { headers: { 'Content-Type': 'application/json' } });
    expect(await ask('GET', 'me')).toMatchObject({ kind: 'ok', status: 200, body: { a: 1 } });
  });

  it('nothing, with 204', async () => {
    answerWith(null, { status: 204 });
    expect(await ask('POST', 'sign-out')).toMatchObject({ kind: 'ok', status: 204 });
  });

  it('not the sign-in page of a hotel', async () => {
    answerWith('<html>', { status: 200, headers: { 'Content-Type': 'text/html' } });
    expect(await ask('GET', 'me')).toEqual({ kind: 'unreachable' });
  });

  it('not half an answer', async () => {
    answerWith('{"a": ', { headers: { 'Content-Type': 'application/json' } });
    expect(await ask('GET', 'me')).toEqual({ kind: 'unreachable' });
  });

  it('a problem keeps its words', async () => {
    answerWith('{"code": "invalid", "detail": "Please correct."}', {
      status: 422,
      headers: { 'Content-Type': 'application/problem+json' },
    });
    expect(await ask('GET', 'me')).toMatchObject({ kind: 'problem', status: 422, problem: { code: 'invalid' } });
  });

  it('a proxy without words of ours is a problem too', async () => {
    answerWith('Bad gateway', { status: 502, headers: { 'Content-Type': 'text/plain' } });
    expect(await ask('GET', 'me')).toMatchObject({ kind: 'problem', status: 502 });
  });
});

it('sends what the server asks of a browser', async () => {
  const fetched = vi.fn(async (_url: string, _init: RequestInit) => Response.json({}));
  vi.stubGlobal('fetch', fetched);
  await ask('PUT', 'entries/a', { nrs_average: 3 }, { 'If-Match': '"2"' });
  const init = fetched.mock.calls[0]?.[1];
  expect(init?.headers).toMatchObject({ 'X-Ebb': '1', 'If-Match': '"2"', 'Content-Type': 'application/json' });
  expect(init).toMatchObject({ credentials: 'same-origin', redirect: 'error', cache: 'no-store' });
});

it('tells whether the server could be reached', async () => {
  const told: boolean[] = [];
  onReach((isReachable) => told.push(isReachable));
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('Failed to fetch')));
  await ask('GET', 'me');
  vi.stubGlobal('fetch', async () => Response.json({}));
  await ask('GET', 'me');
  expect(told).toEqual([false, true]);
});
