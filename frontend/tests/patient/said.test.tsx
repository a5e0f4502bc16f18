// What became of a tap is said where the tap was, and nothing that failed passes for done.
import { cleanup, fireEvent, render, screen, within } from '@testing-library/preact';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadLaterWords, loadOnlineWords } from '../../src/i18n';
import { Allowed } from '../../src/patient/parts/Allowed';
import { OtherWays } from '../../src/patient/reminding/OtherWays';
import { Export } from '../../src/patient/screens/Export';
import { serve } from '../clinic/server';
import { newPhone } from '../lib/phone';

beforeAll(async () => {
  await Promise.all([loadLaterWords(), loadOnlineWords()]);
});
beforeEach(async () => {
  await newPhone();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('a file of one’s own', () => {
  const card = () => within(screen.getByRole('region', { name: 'Everything (JSON)' }));
  const make = () => fireEvent.click(card().getByRole('button', { name: /^Make the file/ }));

  it('is offered in the card whose button was tapped', async () => {
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:1', revokeObjectURL: () => undefined }));
    serve({ 'POST /api/v1/me/export': { body: { rows: {} } } });
    render(<Export />);
    make();
    expect(card().getByRole('status').textContent).toBe('Making the file…');
    await card().findByText('Your file is ready');
    expect(card().getByRole('link', { name: 'Keep the file' })).toBeTruthy();
    expect(screen.getAllByText('Your file is ready')).toHaveLength(1);
  });

  it('that cannot be made says so there', async () => {
    serve({ 'POST /api/v1/me/export': 'unreachable' });
    render(<Export />);
    make();
    await card().findByText(/^We cannot reach the server/);
  });

  it('is no page before there is a treatment, and says why', async () => {
    serve({ 'GET /api/v1/courses': { body: { results: [], next: null } } });
    render(<Export />);
    fireEvent.click(screen.getAllByRole('button', { name: /^Make the file/ })[0] as HTMLElement);
    await screen.findByText('The file could not be made. Your clinic has not recorded a treatment yet.');
  });
});

describe('what somebody allows', () => {
  const MONITORING = {
    purpose: 'monitoring',
    given: true,
    version: '2026-1',
    at: '2026-03-02T10:00:00Z',
    text: 'Tell.',
  };

  it.each([
    ['when the server is away', 'unreachable', 'We cannot reach the server. Nothing has changed.'],
    [
      'when the server refuses',
      { status: 409, body: { code: 'conflict', detail: 'The text is new.' } },
      'The text is new.',
    ],
  ] as const)('is not taken back %s, and that is said', async (_, reply, said) => {
    serve({
      'GET /api/v1/consents': { body: { results: [MONITORING], next: null } },
      'PUT /api/v1/consents/monitoring': reply,
    });
    render(<Allowed />);
    fireEvent.click(await screen.findByRole('radio', { name: 'No' }));
    fireEvent.click(screen.getByRole('button', { name: 'Stop telling my clinic' }));
    await screen.findByText(said);
    expect(screen.getByRole('radio', { name: 'Yes' })).toHaveProperty('checked', true);
  });
});

describe('a code for another way to be reminded', () => {
  const WAY = { id: 'w1', channel: 'email', address: 'nora@home.example', active: true, verified_at: null } as const;
  const nothing = async () => undefined;

  it.each([
    ['is said to be sent again', { status: 202, body: {} }, 'We sent another code. The one before no longer works.'],
    ['is not said to be sent when it was not', { status: 429, body: { detail: 'Try later.' } }, 'Try later.'],
  ])('%s', async (_, reply, said) => {
    serve({ 'POST /api/v1/contact-points/w1/code': reply });
    render(<OtherWays ways={[WAY]} onChanged={nothing} onSay={nothing} />);
    fireEvent.click(screen.getByRole('button', { name: 'Send another code' }));
    await screen.findByText(said);
  });
});
