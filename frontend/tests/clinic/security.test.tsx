import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Problem } from '../../src/clinic/api';
import { place } from '../../src/clinic/navigation';
import { OfficeScreen } from '../../src/clinic/office/index';
import { me, problemToShow } from '../../src/clinic/staff';
import { ANNA } from './cast';
import { serve } from './server';

const A = '/_allauth/browser/v1';
const APP = { type: 'totp', created_at: 1780000000, last_used_at: null };
const CONFIRM = { status: 401, body: { status: 401, data: { flows: [{ id: 'reauthenticate' }] } } };

beforeEach(() => {
  me.value = ANNA;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('how you sign in', () => {
  it('is where everybody lands who has no second factor yet', () => {
    expect(problemToShow(new Problem(403, 'second_factor_needed', 'First.'))).toBeNull();
    expect(place.value.pathname).toBe('/clinic/office/security');
    expect(problemToShow(new Problem(403, 'not_allowed', 'No.'))?.code).toBe('not_allowed');
  });

  it('sets an authenticator app up and shows the recovery codes once', async () => {
    let has = false;
    const asked = serve({
      'GET /api/v1/worklist': () =>
        has ? { body: {} } : { status: 403, body: { code: 'second_factor_needed', detail: 'First.' } },
      [`GET ${A}/account/authenticators`]: () => ({ body: { status: 200, data: has ? [APP] : [] } }),
      [`GET ${A}/account/authenticators/totp`]: {
        status: 404,
        body: { status: 404, meta: { secret: 'ABCDEFGH', totp_url: 'otpauth://totp/x', totp_svg: '<svg></svg>' } },
      },
      [`POST ${A}/account/authenticators/totp`]: () => {
        has = true;
        return { body: { status: 200, data: APP } };
      },
      [`GET ${A}/account/authenticators/recovery-codes`]: { body: { data: { unused_codes: ['1111', '2222'] } } },
      [`GET ${A}/auth/sessions`]: { body: { data: [] } },
      [`GET ${A}/config`]: { body: {} },
    });
    render(<OfficeScreen page="security" />);
    await screen.findByText('One thing first');
    fireEvent.click(await screen.findByRole('button', { name: 'Add an authenticator app' }));
    await screen.findByText('ABCD EFGH');
    expect(screen.getByRole('img').getAttribute('src')).toMatch(/^data:image\/svg\+xml,/);
    fireEvent.input(screen.getByLabelText('The six digits that it shows'), { target: { value: ' 123456 ' } });
    fireEvent.click(screen.getByRole('button', { name: 'Add an authenticator app' }));

    await screen.findByText('2222');
    expect(asked.find((each) => each.path.endsWith('/totp') && each.method === 'POST')?.body).toEqual({
      code: '123456',
    });
    await waitFor(() => expect(screen.queryByText('One thing first')).toBeNull());
  });

  it('asks who is there before it takes a factor off', async () => {
    let confirmed = false;
    serve({
      'GET /api/v1/worklist': { body: {} },
      [`GET ${A}/account/authenticators`]: { body: { data: [APP] } },
      [`DELETE ${A}/account/authenticators/totp`]: () => (confirmed ? { body: {} } : CONFIRM),
      [`POST ${A}/auth/2fa/reauthenticate`]: () => {
        confirmed = true;
        return { body: {} };
      },
      [`GET ${A}/auth/sessions`]: { body: { data: [] } },
      [`GET ${A}/config`]: { body: {} },
    });
    render(<OfficeScreen page="security" />);
    fireEvent.click(await screen.findByRole('button', { name: 'Remove: Authenticator app' }));
    fireEvent.input(await screen.findByLabelText('Code from your app, or a recovery code'), { target: { value: '7' } });
    fireEvent.click(screen.getByRole('button', { name: 'Confirm' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Confirm' })).toBeNull());
    expect(confirmed).toBe(true);
  });
});
