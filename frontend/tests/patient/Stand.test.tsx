import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me, Session } from '../../src/domain/answers';
import type { Answer } from '../../src/domain/entry';
import { loadLaterWords } from '../../src/i18n';
import { entries, me } from '../../src/lib/diary';
import { sessions } from '../../src/patient/advising';
import { Facts } from '../../src/patient/parts/Facts';
import { Stand } from '../../src/patient/standing/Stand';
import { makeEntry, NORA } from '../lib/phone';

const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
const treated = (hours: number, recovery = 'watching'): Session[] => [
  { id: 's', number: 1, ended_at: ago(hours), modality: 'acupuncture', regions: ['low-back'], recovery },
];
const ticked = (code: string, level: Answer['level']) => ({
  ...makeEntry('a', { recorded_at: ago(1), symptoms: [{ code, new: true }] }),
  answer: { level, clock: 'ok', received_at: ago(1), symptoms: [], seen: null } as unknown as Answer,
});

beforeEach(async () => {
  vi.stubGlobal('fetch', async () => {
    throw new TypeError('Failed to fetch');
  });
  await loadLaterWords();
  me.value = { patient: NORA, name: 'Nora', monitoring: { state: 'on', agreed: true, until: null } } as Me;
  entries.value = [];
});
afterEach(cleanup);

describe('where the person stands', () => {
  it.each([
    [3, 'The first day: take it easy'],
    [30, 'You can go back to normal activity.'],
    [60, 'What may help'],
  ])('%d hours after the treatment begins with what fits the hour', (hours, heading) => {
    sessions.value = treated(hours);
    render(<Stand />);
    expect(screen.getByRole('heading', { name: heading })).toBeTruthy();
  });

  it('says a kind word when it has settled, and no more of what could come', () => {
    sessions.value = treated(90, 'settled');
    render(<Stand />);
    expect(screen.getByRole('heading', { name: 'It has settled' })).toBeTruthy();
    expect(screen.queryByText('After 5 days')).toBeNull();
    expect(screen.getByText(/Nobody watches this in real time/)).toBeTruthy();
  });

  it.each([
    [2, 3, null, false],
    [2, 2.9, null, true],
    [null, 4, null, false],
    [null, 3, null, true],
    [2, 2, 6, false],
    [2, 6, 2, true],
  ])('with %s before, and %s, then %s, it says so: %s', (baseline, first, then, isSaid) => {
    sessions.value = treated(200, 'settled');
    me.value = { ...me.value, judging: { baseline } } as Me;
    entries.value = [makeEntry('a', { recorded_at: ago(9), nrs_average: first })];
    if (then !== null)
      entries.value = [makeEntry('b', { recorded_at: ago(1), nrs_average: null, nrs_now: then }), ...entries.value];
    render(<Stand />);
    expect(screen.queryByRole('heading', { name: 'It has settled' }) !== null).toBe(isSaid);
    expect(screen.queryByText('What may help')).toBeNull();
  });

  it('says that a treatment was noted by mistake, that nothing is lost and nothing to be done', () => {
    sessions.value = [];
    me.value = { ...me.value, taken_back: { ended_at: ago(50), at: ago(1) } } as Me;
    render(<Stand />);
    expect(screen.getByRole('heading', { name: 'A treatment was noted by mistake' })).toBeTruthy();
    expect(screen.getByText(/Everything you wrote is kept, and there is nothing you need to do/)).toBeTruthy();
    expect(screen.queryByText('What may help')).toBeNull();
  });

  it('finds a warning sign again, and comforts nobody beside an emergency', () => {
    sessions.value = treated(30);
    entries.value = [ticked('short-of-breath', 'emergency')];
    render(<Stand />);
    expect(screen.getByRole('heading', { name: 'You told us of this' })).toBeTruthy();
    expect(screen.getByRole('link', { name: 'See the advice again' }).getAttribute('href')).toBe('/app/diary/a');
    expect(screen.queryByText('You can go back to normal activity.')).toBeNull();
  });

  it('offers reminders to somebody whose entry has arrived, and to nobody before', async () => {
    sessions.value = treated(30);
    me.value = { ...(me.value as Me), reminders: { agreed: false, paused_until: null, next_at: null } };
    entries.value = [makeEntry('a')];
    const { rerender } = render(<Stand />);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(screen.queryByText('Would a reminder help?')).toBeNull();
    entries.value = [ticked('tired', 'expected')];
    rerender(<Stand />);
    expect(await screen.findByText('Would a reminder help?')).toBeTruthy();
  });

  it('says who answers while the practitioner is away', () => {
    sessions.value = treated(3);
    me.value = {
      ...(me.value as Me),
      cover: { text: 'Anna is away until Monday. Ben answers instead.', until: ago(-9) },
    };
    render(<Stand />);
    expect(screen.getByText('Anna is away until Monday. Ben answers instead.')).toBeTruthy();
  });

  const told = (monitoring: Partial<NonNullable<Me['monitoring']>>) => {
    me.value = { ...me.value, monitoring: { state: 'on', agreed: true, until: null, ...monitoring } } as Me;
    sessions.value = treated(30);
    render(<Stand />);
    return document.querySelector('.light')?.textContent ?? '';
  };

  it('never says that somebody is told once the time is over, also on a phone that heard nothing since', () => {
    expect(told({ until: ago(1) })).toMatch(/warning signs only/);
    cleanup();
    expect(told({ state: 'paused', until: ago(1) })).toMatch(/warning signs only/);
    cleanup();
    expect(told({ until: ago(-48) })).toMatch(/lasts or looks serious, until/);
  });

  it('says when the clinic opens, while it is closed', () => {
    told({ opens_at: ago(-20) });
    expect(screen.getByText(/Your clinic is closed. It opens .* Until then your entries may wait./)).toBeTruthy();
    cleanup();
    told({ opens_at: ago(1) });
    expect(screen.queryByText(/Your clinic is closed/)).toBeNull();
    cleanup();
    told({ state: 'off', opens_at: ago(-20) });
    expect(screen.queryByText(/Your clinic is closed/)).toBeNull();
  });
});

describe('what is known of an entry', () => {
  it.each([
    [ago(1), null, 'Nobody has seen this yet. If you are worried, call now.'],
    [ago(-1), null, 'Not marked as seen'],
    [null, null, 'Not marked as seen'],
  ])('unseen after %s', (unseenAfter, seen, words) => {
    const entry = makeEntry('a', { recorded_at: ago(2) });
    const answer = { received_at: ago(2), seen, unseen_after: unseenAfter } as unknown as Answer;
    render(<Facts entry={{ ...entry, answer }} />);
    expect(screen.getByText(words)).toBeTruthy();
  });
});

describe('pain that lasts and was told', () => {
  const told = (hours: number, level: Answer['level']) => {
    const entry = makeEntry('told', { recorded_at: ago(hours), nrs_average: 7 });
    const answer = { level, clock: 'ok', received_at: ago(hours), symptoms: [], seen: { by: 'Anna Berg', at: ago(1) } };
    return { ...entry, answer: answer as unknown as Answer };
  };
  const later = makeEntry('later', { recorded_at: ago(1), nrs_average: 6 });
  const said = () => screen.queryByRole('region', { name: 'You told us of this' })?.textContent ?? '';

  it('is still said after the next score, with who has seen it', () => {
    sessions.value = treated(60, 'lasting');
    entries.value = [later, told(8, 'practitioner')];
    render(<Stand />);
    expect(said()).toContain('7 out of 10');
    expect(said()).toContain('Seen by Anna Berg');
  });

  it.each([
    ['nobody was told', told(8, 'expected'), 'lasting'],
    ['it was before this treatment', told(80, 'practitioner'), 'lasting'],
    ['it has settled', told(8, 'practitioner'), 'settled'],
  ])('is not said when %s', (_, entry, recovery) => {
    sessions.value = treated(60, recovery);
    entries.value = [later, entry];
    render(<Stand />);
    expect(said()).toBe('');
  });
});
