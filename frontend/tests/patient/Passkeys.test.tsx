import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadLaterWords, loadOnlineWords } from '../../src/i18n';
import { Passkeys } from '../../src/patient/online/Passkeys';
import { serve } from '../clinic/server';
import { makeEntry, newPhone, stored } from '../lib/phone';

const MADE = { id: 'p1', created_at: '2026-03-02T10:00:00Z', last_used_at: null };
const LIST = 'GET /api/v1/me/passkeys';

/** A browser that can make passkeys, and what its owner answers when it asks for their face or finger. */
function withALock(answers: () => Promise<unknown>): void {
  vi.stubGlobal('PublicKeyCredential', { parseCreationOptionsFromJSON: (options: unknown) => options });
  Object.defineProperty(navigator, 'credentials', { configurable: true, value: { create: answers } });
}

beforeAll(async () => {
  await Promise.all([loadLaterWords(), loadOnlineWords()]);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  sessionStorage.clear();
});

describe('coming back with the phone’s lock', () => {
  it('makes a passkey, shows it, and takes it off', async () => {
    let has = false;
    withALock(async () => ({ toJSON: () => ({ id: 'made' }) }));
    const asked = serve({
      [LIST]: () => ({ body: { results: has ? [MADE] : [], next: null } }),
      'POST /api/v1/me/passkeys/begin': { body: { state: 'signed', options: { challenge: 'x' } } },
      'POST /api/v1/me/passkeys': () => {
        has = true;
        return { status: 201, body: MADE };
      },
      'DELETE /api/v1/me/passkeys/p1': () => {
        has = false;
        return { body: {} };
      },
    });
    render(<Passkeys />);
    await screen.findByText('There is no passkey yet.');
    fireEvent.click(screen.getByRole('button', { name: 'Make a passkey on this phone' }));
    await screen.findByText(/^Made /);
    const sent = asked.find((each) => each.method === 'POST' && each.path === '/api/v1/me/passkeys');
    expect(sent?.body).toEqual({ state: 'signed', credential: { id: 'made' } });

    fireEvent.click(screen.getByRole('button', { name: 'Take off' }));
    fireEvent.click(screen.getByRole('button', { name: 'Yes, take it off' }));
    await screen.findByText('There is no passkey yet.');
  });

  it('says so when the person says no, and sends nothing', async () => {
    withALock(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    const asked = serve({
      [LIST]: { body: { results: [], next: null } },
      'POST /api/v1/me/passkeys/begin': { body: { state: 'signed', options: {} } },
    });
    render(<Passkeys />);
    fireEvent.click(await screen.findByRole('button', { name: 'Make a passkey on this phone' }));
    await screen.findByText('No passkey was made. You can try again.');
    expect(asked.map((each) => each.path)).not.toContain('POST /api/v1/me/passkeys');
    expect(asked.filter((each) => each.method === 'POST')).toHaveLength(1);
  });

  it('offers none where the browser can make none', async () => {
    vi.stubGlobal('PublicKeyCredential', undefined);
    serve({ [LIST]: { body: { results: [MADE], next: null } } });
    render(<Passkeys />);
    await screen.findByText(/^Made /);
    expect(screen.queryByRole('button', { name: 'Make a passkey on this phone' })).toBeNull();
  });

  it('says that five are enough', async () => {
    withALock(async () => null);
    serve({
      [LIST]: { body: { results: [MADE], next: null } },
      'POST /api/v1/me/passkeys/begin': { status: 409, body: { code: 'conflict', detail: 'Five.' } },
    });
    render(<Passkeys />);
    fireEvent.click(await screen.findByRole('button', { name: 'Make a passkey on this phone' }));
    await screen.findByText('You have five passkeys. Take one off first.');
  });
});

describe('a passkey that was shown at the way back', () => {
  it('is handed in once; what somebody else has not sent from here stays theirs', async () => {
    const phone = await newPhone();
    const { comeBack } = await import('../../src/lib/account');
    await phone.saveEntry(makeEntry('of-nora'));
    sessionStorage.setItem('passkey', JSON.stringify({ state: 's', credential: { id: 'c' } }));
    const patient = { id: 'maya', name: 'Maya', locale: 'en', time_zone: 'UTC' };
    const body = { patient, clinic: { name: 'Harbour' }, consents_needed: [] };
    const asked = serve({ 'POST /api/v1/again/passkey': { status: 201, body } });
    await comeBack();
    await comeBack();
    expect((await phone.readFact('me'))?.patient).toBe('maya');
    const sent = asked.filter((each) => each.path !== '/api/v1/me');
    expect(sent.map((each) => each.path)).toEqual(['/api/v1/again/passkey']);
    expect(sent[0]?.body).toEqual({ state: 's', credential: { id: 'c' } });
    expect((await stored(phone, 'of-nora')).job).toBeDefined();
  });
});
