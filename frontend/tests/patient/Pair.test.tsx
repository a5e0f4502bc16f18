import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { me } from '../../src/lib/diary';
import { Pair } from '../../src/patient/screens/Pair';
import { serve } from '../clinic/server';
import { newPhone } from '../lib/phone';

const OLD = 'This invitation is not valid any more. Ask your clinic for a new one.';
const CODE = 'The code from your clinic';
const refuses = (code: string, detail: string, status = 422) =>
  serve({ 'POST /api/v1/pair': { status, body: { code, detail } } });

function openTheLink(): void {
  history.replaceState(null, '', '/app/pair#t=secret');
  render(<Pair />);
  for (const [part, value] of [
    ['Day', '12'],
    ['Month', '4'],
    ['Year', '1957'],
  ] as const)
    fireEvent.input(screen.getByLabelText(part), { target: { value } });
  fireEvent.click(screen.getByRole('button', { name: 'Start' }));
}

const refusal = () => screen.findByRole('region', { name: 'There is a problem' });

beforeEach(async () => {
  await newPhone();
  me.value = null;
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  history.replaceState(null, '', '/');
});

describe('a link that the server refuses', () => {
  it('asks for a code instead when it was used before, and shows the way back by e-mail', async () => {
    const asked = refuses('invitation_invalid', OLD);
    openTheLink();
    await refusal();
    expect(screen.getByRole('link', { name: OLD }).getAttribute('href')).toBe('#code');
    expect(screen.getByRole('link', { name: 'No code? Come back by e-mail' })).toBeTruthy();

    fireEvent.input(screen.getByLabelText(CODE), { target: { value: 'ABCD2345' } });
    fireEvent.click(screen.getByRole('button', { name: 'Start' }));
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(asked.map((each) => each.body)).toEqual([
      { token: 'secret', birth_date: '1957-04-12' },
      { token: 'ABCD2345', birth_date: '1957-04-12' },
    ]);
  });

  it.each([
    ['a birth date that is wrong', 'wrong_birth_date', 422],
    ['too many tries', 'throttled', 429],
    ['a server that is ill', 'server_error', 500],
  ])('is still the way in after %s', async (_, code, status) => {
    refuses(code, 'Not now.', status);
    openTheLink();
    await refusal();
    expect(screen.queryByLabelText(CODE)).toBeNull();
  });
});

it('says that it is at work while the server takes its time', async () => {
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
  openTheLink();
  await screen.findByRole('button', { name: 'One moment…' });
});
