import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Curve as Drawn, Me } from '../../src/domain/answers';
import { loadLaterWords } from '../../src/i18n';
import { me } from '../../src/lib/diary';
import { keepFact } from '../../src/lib/facts';
import { sessions } from '../../src/patient/advising';
import { Curve } from '../../src/patient/screens/Curve';
import { NORA, newPhone } from '../lib/phone';

const TREATED = new Date(Date.now() - 5 * 3_600_000).toISOString();
const DRAWN = { points: [], readings: [] } as unknown as Drawn;
const NO_SCORE = 'You have not logged a score since this treatment.';

beforeAll(loadLaterWords);
beforeEach(async () => {
  await newPhone();
  me.value = { patient: NORA, name: 'Nora' } as Me;
  sessions.value = [
    { id: 's', number: 1, ended_at: TREATED, modality: 'acupuncture', regions: ['low-back'], recovery: 'watching' },
  ];
  // Bars and no internet: the request neither fails nor ends.
  vi.stubGlobal('fetch', () => new Promise(() => undefined));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('my curve, while the server is silent', () => {
  it('says that it is being fetched when this phone never had it', async () => {
    render(<Curve />);
    await screen.findByText('Getting this from your clinic…');
  });

  it('is the one that this phone has', async () => {
    await keepFact('curves', { s: { curve: DRAWN, at: TREATED } });
    render(<Curve />);
    await screen.findAllByText(NO_SCORE);
    expect(screen.queryByText('Getting this from your clinic…')).toBeNull();
  });
});
