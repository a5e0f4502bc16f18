import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Strip } from '../../src/clinic/parts/Strip';
import { PatientsScreen } from '../../src/clinic/screens/Patients';
import type { LastVisit, Patient, Session, Timeline, Visit } from '../../src/clinic/shapes';
import { daysOf } from '../../src/clinic/timeline';

afterEach(cleanup);

const visitAt = (starts_at: string, changes: Partial<Visit> = {}): Visit => ({
  ...{ id: starts_at, starts_at, ends_at: null, time_zone: 'Asia/Tokyo', source: 'cliniko' },
  ...changes,
});

describe('the strip', () => {
  const strip = (next: Visit | null) =>
    render(
      <Strip
        visit={{ number: 3, hours_since: 50, baseline: 3, peak: null, hours_to_half: null, now: null } as LastVisit}
        patient={{ flags: [] as string[] } as Patient}
        next={next}
      />,
    );

  it('tells the next visit by the clock of the clinic, and from where it is known', () => {
    strip(visitAt('2026-03-31T09:30:00+09:00'));
    expect(screen.getByText('Next visit: Tue 31 Mar, 09:30 (from Cliniko)')).toBeTruthy();
  });
  it('says so when none is known', () => {
    strip(null);
    expect(screen.getByText('No visit to come is known.')).toBeTruthy();
  });
});

describe('the timeline', () => {
  it('shows what is booked, and the session in its place once it took place', () => {
    const session = { id: 's', ended_at: '2026-03-24T01:10:00Z' } as Session;
    const visits = [visitAt('2026-03-24T09:30:00+09:00'), visitAt('2026-03-31T09:30:00+09:00')];
    const timeline = { entries: [], alerts: [], gaps: [], sessions: [session], visits } as unknown as Timeline;
    const kinds = daysOf(timeline).flatMap(({ items }) => items.map(({ kind }) => kind));
    expect(kinds).toEqual(['visit', 'session']);
  });
});

describe('the caseload', () => {
  it('shows who comes today', async () => {
    const queries: string[] = [];
    const maya = {
      ...{ id: 'p', name: 'Maya Lindqvist', birth_date: '1958-03-14', flags: [], session: null, spark: null },
      ...{ alert: null, alerts: 0, next_visit: visitAt('2026-03-31T09:30:00+09:00') },
    };
    vi.stubGlobal('fetch', async (address: string) => {
      const { search } = new URL(address, 'http://localhost');
      queries.push(search);
      const results = search === '?coming=week' ? [] : [maya];
      return new Response(JSON.stringify({ results, next: null }), { headers: { 'Content-Type': 'application/json' } });
    });
    render(<PatientsScreen />);
    fireEvent.click(await screen.findByRole('button', { name: 'Coming today' }));
    expect(await screen.findByText('comes Tue 31 Mar, 09:30 · born 14 March 1958')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Coming in 7 days' }));
    expect(await screen.findByText(/Nobody is booked for then/)).toBeTruthy();
    expect(queries).toEqual(['', '?coming=today', '?coming=week']);
  });
});
