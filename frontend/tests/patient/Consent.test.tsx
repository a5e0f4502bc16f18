import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Me } from '../../src/domain/answers';
import { loadLaterWords, loadOnlineWords, locale } from '../../src/i18n';
import { me } from '../../src/lib/diary';
import { path } from '../../src/lib/router';
import { Consent } from '../../src/patient/online/Consent';
import { AskedAgain } from '../../src/patient/standing/AskedAgain';
import { serve } from '../clinic/server';
import { NORA } from '../lib/phone';

const ASKED = { purpose: 'monitoring', version: '2026-1', text: 'Nobody watches.', given: null, at: null, proxy: null };
const ADULT = { ...ASKED, asks: 'patient', relations: ['attorney', 'representative'], again: false };
const CHILD = { ...ASKED, asks: 'proxy', relations: ['mother', 'father', 'guardian'], again: false };
const ME = { patient: NORA, name: 'Nora', clinic: null, monitoring: null };

/** What is sent, answer by answer. */
function open(...results: unknown[]) {
  const asked = serve({
    'GET /api/v1/consents': { body: { results, next: null } },
    'GET /api/v1/me': { body: ME },
    'PUT /api/v1/consents/monitoring': { body: results[0] },
  });
  render(<Consent />);
  return () => asked.filter(({ method }) => method === 'PUT').map(({ body }) => body);
}

/** The answer was taken and the next screen is on: nothing is left to do when the page is taken away. */
const isDone = () => waitFor(() => expect(path.value).toBe('/app/'));

beforeEach(async () => {
  await Promise.all([loadLaterWords(), loadOnlineWords()]);
  me.value = ME as unknown as Me;
  history.replaceState(null, '', '/app/consent');
  path.value = '/app/consent';
});
afterEach(cleanup);

describe('agreeing', () => {
  it('asks an adult nothing about anybody else, and sends nobody else', async () => {
    const sent = open(ADULT);
    fireEvent.click(await screen.findByLabelText(/I know that nobody watches/));
    expect(screen.queryByText('Who are you?')).toBeNull();
    fireEvent.click(screen.getByRole('button', { name: 'I agree' }));
    await waitFor(() => expect(sent()).toEqual([{ given: true, version: '2026-1', locale }]));
    await isDone();
  });

  it('has a parent say who they are before a child is agreed for', async () => {
    const sent = open(CHILD);
    fireEvent.click(await screen.findByLabelText(/I know that nobody watches/));
    fireEvent.click(screen.getByRole('button', { name: 'I agree for Nora' }));
    expect(screen.getAllByText('Choose who you are').length).toBeGreaterThan(0);
    expect(screen.getAllByText('Type your own name').length).toBeGreaterThan(0);
    expect(sent()).toEqual([]);

    fireEvent.click(screen.getByLabelText('I am Nora’s mother'));
    fireEvent.input(screen.getByLabelText('Your own name'), { target: { value: 'Rosa' } });
    fireEvent.click(screen.getByRole('button', { name: 'I agree for Nora' }));
    const proxy = { name: 'Rosa', relation: 'mother' };
    await waitFor(() => expect(sent()).toEqual([{ given: true, version: '2026-1', locale, proxy }]));
    await isDone();
  });

  it('takes a no without asking whose it is', async () => {
    const sent = open(CHILD);
    fireEvent.click(await screen.findByRole('button', { name: 'No, do not tell my clinic' }));
    await waitFor(() => expect(sent()).toEqual([{ given: false, version: '2026-1', locale }]));
    await isDone();
  });

  it('lets an attorney answer for an adult who cannot', async () => {
    open(ADULT);
    fireEvent.click(await screen.findByLabelText('I agree for Nora, who cannot'));
    expect(screen.getByLabelText('I hold Nora’s power of attorney')).toBeTruthy();
    expect(screen.queryByLabelText('I am Nora’s mother')).toBeNull();
  });

  it('begins with what is asked again', async () => {
    open(ADULT, { ...ADULT, purpose: 'reminders', given: true, again: true });
    expect(await screen.findByRole('heading', { name: 'Remind me' })).toBeTruthy();
    expect(screen.getByText(/Now you decide/)).toBeTruthy();
  });

  it('is found from the first screen while an answer is asked again', () => {
    me.value = { ...ME, consent_asked: true } as unknown as Me;
    render(<AskedAgain />);
    expect(screen.getByRole('link', { name: 'Read and answer' }).getAttribute('href')).toBe('/app/consent');
  });
});
