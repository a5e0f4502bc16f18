import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, expect, it } from 'vitest';
import { Form } from '../../src/patient/parts/Form';

afterEach(cleanup);

it('is sent once by two quick taps, and again when the first has come to its end, well or not', async () => {
  const ends: ((how: 'well' | 'badly') => void)[] = [];
  const send = () =>
    new Promise<void>((done, fail) => ends.push((how) => (how === 'well' ? done() : fail(new Error(how)))));
  render(<Form onSubmit={() => send().catch(() => undefined)}>{<button type="submit">Send</button>}</Form>);
  const tap = () => fireEvent.click(screen.getByText('Send'));
  tap();
  tap();
  expect(ends).toHaveLength(1);
  ends[0]?.('badly');
  await waitFor(() => {
    tap();
    expect(ends).toHaveLength(2);
  });
  tap();
  expect(ends).toHaveLength(2);
});
