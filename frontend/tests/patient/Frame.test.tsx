import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import type { Me } from '../../src/domain/answers';
import { me } from '../../src/lib/diary';
import { path } from '../../src/lib/router';
import { Frame } from '../../src/patient/parts/Frame';
import { NORA } from '../lib/phone';

afterEach(cleanup);

it.each([
  ['/app/', 'Today'],
  ['/app/curve', 'My curve'],
  ['/app/diary/00000000-0000-0000-0000-000000000000', 'Diary'],
  ...['settings', 'letters', 'reminders', 'export', 'looks', 'carers', 'install', 'erase', 'passkeys'].map((each) => [
    `/app/${each}`,
    'Settings',
  ]),
])('%s stands under %s', (at, tab) => {
  me.value = { patient: NORA, name: 'Nora' } as Me;
  path.value = at ?? '';
  render(<Frame>{null}</Frame>);
  expect(screen.getByRole('link', { current: 'page' }).textContent).toBe(tab);
});

it('says on every screen whose diary it is to somebody who writes for another, and to nobody else', () => {
  path.value = '/app/';
  me.value = { patient: NORA, name: 'Nora', carer: 'Tom' } as Me;
  const { unmount } = render(<Frame>{null}</Frame>);
  expect(screen.getByText('You write for Nora: their pain, not your own.')).toBeTruthy();
  unmount();
  me.value = { patient: NORA, name: 'Nora' } as Me;
  render(<Frame>{null}</Frame>);
  expect(screen.queryByText(/You write for/)).toBeNull();
});
