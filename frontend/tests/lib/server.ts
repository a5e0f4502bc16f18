// The server's rules for entries, as the contract has them: idempotent PUT, revisions, If-Match. Counts what it stores.
import { vi } from 'vitest';
import type { Body } from '../../src/domain/entry';

interface Row {
  content: string;
  revision: number;
  isDeleted: boolean;
}

/** What happens to one request: an answer of this status, the network gone, or stored and the answer lost. */
export type Fault = number | 'unreachable' | 'answer_lost' | 'not_json' | 'stranger';

export class Server {
  rows = new Map<string, Row>();
  /** Every PUT and DELETE that arrived, in order. */
  arrived: { method: string; id: string; body: Body | null; ifMatch: string | null }[] = [];
  faults: Fault[] = [];
  faultsFor = new Map<string, Fault>();
  inFlight = 0;
  mostInFlight = 0;

  install(): void {
    vi.stubGlobal('fetch', (url: string, init: RequestInit) => this.answer(url, init));
  }

  private async answer(url: string, init: RequestInit): Promise<Response> {
    this.mostInFlight = Math.max(this.mostInFlight, ++this.inFlight);
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.inFlight--;
    const id = url.split('/').at(-1) ?? '';
    const fault = this.faults.shift() ?? this.faultsFor.get(id);
    if (fault === 'unreachable') throw new TypeError('Failed to fetch');
    if (fault === 'not_json')
      return new Response('<html>Sign in to the café', { headers: { 'Content-Type': 'text/html' } });
    if (typeof fault === 'number') return problem(fault, {});
    const answer = this.handle(id, init);
    if (fault === 'answer_lost') throw new TypeError('Failed to fetch');
    if (fault === 'stranger') return json(200, { id: 'somebody else' });
    return answer;
  }

  private handle(id: string, init: RequestInit): Response {
    const ifMatch = new Headers(init.headers).get('If-Match');
    const sent = typeof init.body === 'string' ? (JSON.parse(init.body) as Body & { sent_at?: string }) : null;
    if (sent) delete sent.sent_at;
    this.arrived.push({ method: init.method ?? '', id, body: sent, ifMatch });
    const row = this.rows.get(id);
    if (init.method === 'DELETE') return this.remove(id, row, ifMatch);
    const content = JSON.stringify(sent);
    if (row?.content === content) return json(200, this.show(id));
    if (row && ifMatch === null) return problem(409, { entry: this.show(id) });
    if (row && ifMatch !== `"${row.revision}"`) return problem(412, { entry: this.show(id) });
    if (!row && ifMatch !== null) return problem(404, {});
    this.rows.set(id, { content, revision: (row?.revision ?? 0) + 1, isDeleted: false });
    return json(row ? 200 : 201, this.show(id));
  }

  private remove(id: string, row: Row | undefined, ifMatch: string | null): Response {
    if (!row) return problem(404, {});
    if (ifMatch !== `"${row.revision}"`) return problem(412, { entry: this.show(id) });
    this.rows.set(id, { ...row, revision: row.revision + 1, isDeleted: true });
    return json(200, this.show(id));
  }

  /** Somebody changes an entry from another phone. */
  changeElsewhere(id: string, changes: Partial<Body>): void {
    const row = this.rows.get(id);
    if (!row) throw new Error('no such row');
    this.rows.set(id, {
      ...row,
      content: JSON.stringify({ ...JSON.parse(row.content), ...changes }),
      revision: row.revision + 1,
    });
  }

  show(id: string): Record<string, unknown> {
    const row = this.rows.get(id);
    return {
      ...JSON.parse(row?.content ?? '{}'),
      id,
      revision: row?.revision,
      received_at: '2026-03-01T10:00:00+00:00',
      seen: null,
    };
  }
}

const json = (status: number, body: unknown, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } });
const problem = (status: number, extra: object) =>
  json(status, { code: 'test', detail: `Answered ${status}.`, ...extra }, 'application/problem+json');
