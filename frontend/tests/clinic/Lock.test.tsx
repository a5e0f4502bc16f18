import { act, cleanup, fireEvent, screen, waitFor } from '@testing-library/preact';
import { render } from 'preact';
import { useState } from 'preact/hooks';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { api } from '../../src/clinic/api';
import { isLocked, lockAfter, unlock } from '../../src/clinic/idle';
import { coverWhenLocked } from '../../src/clinic/parts/Lock';
import { keepFresh, takePulse } from '../../src/clinic/pulse';
import { type Asked, serve } from './server';

const MINUTE = 60_000;
const HEALTH = { sweep_age_seconds: 2 };
let asked: Asked[];
let isServerLocked: boolean;
let app: HTMLElement;
let stop: () => void;

/** A note about Maya that is being typed, on a screen that polls. */
function Screen() {
  const [note, setNote] = useState('');
  return (
    <label>
      Note about Maya
      <input value={note} onInput={(event) => setNote(event.currentTarget.value)} />
    </label>
  );
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  isServerLocked = false;
  asked = serve({
    'GET /healthz': { body: HEALTH },
    'GET /api/v1/me': { body: { id: 'anna', locks_after: 900 } },
    'GET /api/v1/patients/maya': () =>
      isServerLocked ? { status: 403, body: { code: 'locked', detail: '' } } : { body: { name: 'Maya' } },
    'GET /_allauth/browser/v1/config': { body: {} },
    'POST /_allauth/browser/v1/auth/reauthenticate': () => {
      const isRight = JSON.stringify(asked.at(-1)?.body).includes('the right one');
      isServerLocked &&= !isRight;
      return isRight ? { body: {} } : { status: 400, body: { errors: [{ message: 'no' }] } };
    },
  });
  app = document.createElement('div');
  document.body.append(app);
  render(<Screen />, app);
  coverWhenLocked(app);
  unlock();
  lockAfter(900);
  stop = keepFresh(takePulse);
});

afterEach(() => {
  stop();
  unlock();
  cleanup();
  document.body.replaceChildren();
  vi.useRealTimers();
});

const pass = (time: number) =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(time);
  });

async function show(secret: string): Promise<void> {
  fireEvent.input(screen.getByLabelText('Password, or a code from your app'), { target: { value: secret } });
  fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
  await act(async () => undefined);
}

it('covers everything after a quarter of an hour without a touch, and goes on where it was', async () => {
  fireEvent.input(screen.getByLabelText('Note about Maya'), { target: { value: 'She rang.' } });
  await pass(14 * MINUTE);
  expect(document.body.textContent).toContain('Maya');
  await pass(2 * MINUTE);
  expect(document.body.innerHTML).not.toMatch(/Maya|She rang/);

  await show('somebody else');
  expect(await screen.findByText('That was not right. Try again.')).toBeTruthy();
  expect(document.body.innerHTML).not.toMatch(/Maya|She rang/);
  await show('the right one');
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Note about Maya').value).toBe('She rang.'));
});

it('is put off by each touch, and not by its own asking', async () => {
  for (let quarter = 0; quarter < 4; quarter++) {
    await pass(10 * MINUTE);
    fireEvent.pointerMove(document.body);
  }
  expect(isLocked.value).toBe(false);
  const polls = asked.length;
  await pass(16 * MINUTE);
  expect(asked.length).toBeGreaterThan(polls + 50);
  expect(isLocked.value).toBe(true);
});

it('asks nothing more while it is locked, and what was to be asked waits', async () => {
  await pass(16 * MINUTE);
  const polls = asked.length;
  const answer = api.patient('maya');
  await pass(60 * MINUTE);
  expect(asked).toHaveLength(polls);
  await show('the right one');
  expect(await answer).toEqual({ name: 'Maya' });
});

it('covers itself when the server says that the sign-in is locked, and then asks again', async () => {
  isServerLocked = true;
  const answer = api.patient('maya');
  await waitFor(() => expect(isLocked.value).toBe(true));
  expect(document.body.innerHTML).not.toContain('Maya');
  await show('the right one');
  expect(await answer).toEqual({ name: 'Maya' });
});

it('is locked by the first touch after the computer slept', async () => {
  vi.setSystemTime(Date.now() + 8 * 60 * MINUTE);
  fireEvent.keyDown(document.body);
  expect(isLocked.value).toBe(true);
});

it('says with each request how long nobody was here, and tells the server of whoever only types', async () => {
  await pass(2 * MINUTE);
  await api.patient('maya');
  expect(asked.at(-1)?.headers.get('Ebb-Idle')).toBe('120');
  await pass(2 * MINUTE);
  const before = asked.filter(({ path }) => path === '/api/v1/me').length;
  fireEvent.keyDown(document.body);
  await pass(MINUTE);
  expect(asked.filter(({ path }) => path === '/api/v1/me')).toHaveLength(before + 1);
});

it('is never locked where nobody could unlock it', async () => {
  lockAfter(null);
  await pass(24 * 60 * MINUTE);
  expect(isLocked.value).toBe(false);
});
