import { cleanup, render, screen, within } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import { AdviceCards } from '../../src/patient/parts/AdviceCards';

afterEach(cleanup);

it('in an emergency the number to call stands before what is to be read, once', () => {
  render(<AdviceCards reports={[{ code: 'short-of-breath', new: true }]} entry={undefined} />);
  const card = screen.getByRole('alert');
  const calls = within(card).getAllByRole('link', { name: /^Call \d+$/ });
  expect(calls).toHaveLength(1);
  expect(card.querySelector('h2')?.nextElementSibling).toBe(calls[0]);
});
