import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, type Problem } from '../../src/clinic/api';
import { StillYou } from '../../src/clinic/parts/StillYou';
import { serve } from './server';

const OLD = { status: 403, body: { code: 'sign_in_again', detail: 'Your sign-in is older than ten minutes.' } };
const CONFIG = { 'GET /_allauth/browser/v1/config': { body: {} } };

beforeEach(() => {
  // jsdom knows no modal dialogs.
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function close() {
    this.open = false;
  };
});
afterEach(cleanup);

function type(secret: string) {
  fireEvent.input(screen.getByLabelText('Password, or a code from your app'), { target: { value: secret } });
  fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
}

describe('is it still you', () => {
  it('asks for the password once more, and then does what was asked', async () => {
    let isShown = false;
    const sent = serve({
      ...CONFIG,
      'POST /api/v1/webhooks': () => (isShown ? { status: 201, body: { id: 'w' } } : OLD),
      'POST /_allauth/browser/v1/auth/reauthenticate': () => {
        isShown = true;
        return { body: {} };
      },
    });
    render(<StillYou />);
    const answer = ask<{ id: string }>('webhooks', 'POST', { url: 'https://hooks.example' });
    await screen.findByRole('heading', { name: 'Is it still you?' });
    type('correct horse battery staple');
    expect(await answer).toEqual({ id: 'w' });
    const tried = sent.filter(({ path }) => path === '/api/v1/webhooks');
    expect(tried.map(({ body }) => body)).toEqual([{ url: 'https://hooks.example' }, { url: 'https://hooks.example' }]);
    expect(screen.queryByText('Is it still you?')).toBeNull();
  });

  it('takes six digits for a code, and says when it is wrong', async () => {
    const sent = serve({
      ...CONFIG,
      'POST /api/v1/webhooks': OLD,
      'POST /_allauth/browser/v1/auth/2fa/reauthenticate': { status: 400, body: {} },
    });
    render(<StillYou />);
    const answer = ask('webhooks', 'POST').catch((error: Problem) => error.code);
    await screen.findByRole('heading', { name: 'Is it still you?' });
    type('123456');
    expect(await screen.findByText('That was not right. Try again.')).toBeTruthy();
    expect(sent.at(-1)?.body).toEqual({ code: '123456' });
    fireEvent(screen.getByRole('dialog', { hidden: true }), new Event('close'));
    expect(await answer).toBe('sign_in_again');
  });
});
