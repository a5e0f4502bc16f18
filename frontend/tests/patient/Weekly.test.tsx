import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newPhone } from '../lib/phone';
import { Server } from '../lib/server';

let server: Server;

beforeEach(async () => {
  server = new Server();
  server.install();
  await newPhone();
  const [words, diary, { Weekly }, { WeeklyOffer }, { saveEntry }, { makeEntry }] = await Promise.all([
    import('../../src/i18n'),
    import('../../src/lib/diary'),
    import('../../src/patient/standing/Weekly'),
    import('../../src/patient/standing/WeeklyOffer'),
    import('../../src/lib/keeping'),
    import('../lib/phone'),
  ]);
  await words.loadLaterWords();
  await saveEntry(makeEntry('first', { recorded_at: new Date().toISOString() }));
  await diary.loadDiary();
  screens = { Weekly, WeeklyOffer };
});
afterEach(cleanup);

let screens: {
  Weekly: typeof import('../../src/patient/standing/Weekly').Weekly;
  WeeklyOffer: typeof import('../../src/patient/standing/WeeklyOffer').WeeklyOffer;
};
const choose = (name: RegExp, nrs: number) =>
  fireEvent.change(screen.getByRole('combobox', { name }), { target: { value: String(nrs) } });

describe('the week’s questions', () => {
  it('are kept and sent as one entry without a score', async () => {
    render(<screens.Weekly />);
    choose(/pain on average/, 6);
    choose(/enjoyment of life/, 0);
    choose(/general activity/, 7);
    fireEvent.input(screen.getByRole('textbox'), { target: { value: ' tie my shoes ' } });
    choose(/How hard was it/, 8);
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    await vi.waitFor(() => expect(location.pathname).toBe('/app/diary'));
    await vi.waitFor(() =>
      expect(server.arrived.map(({ body }) => body)).toContainEqual(
        expect.objectContaining({
          nrs_average: null,
          peg: { pain: 6, enjoyment: 0, activity: 7 },
          activity: 'tie my shoes',
          activity_nrs: 8,
        }),
      ),
    );
  });

  it('say what is missing, and keep what was chosen', async () => {
    render(<screens.Weekly />);
    choose(/pain on average/, 6);
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    const [link] = screen.getAllByRole('link', { name: 'Choose a number for all three.' });
    expect(link?.getAttribute('href')).toBe('#enjoyment');
    choose(/enjoyment of life/, 5);
    choose(/general activity/, 4);
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));
    const peg = { pain: 6, enjoyment: 5, activity: 4 };
    await vi.waitFor(() =>
      expect(server.arrived.map(({ body }) => body)).toContainEqual(expect.objectContaining({ peg })),
    );
  });

  it.each([['Not now'], ['Skip this week']])('go away for "%s"', async (button) => {
    render(<screens.WeeklyOffer />);
    fireEvent.click(await screen.findByRole('button', { name: button }));
    await vi.waitFor(() => expect(screen.queryByText('Once a week')).toBeNull());
  });
});
