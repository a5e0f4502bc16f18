import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it } from 'vitest';
import { Looks } from '../../src/patient/online/Looks';
import { serve } from '../clinic/server';

afterEach(cleanup);

const READ = { role: 'practitioner', kind: 'read', times: 1, last_at: '2026-03-02T10:00:00Z', day: '2026-03-02' };

describe('who looked', () => {
  it('says in their own words why somebody without a part in the care read the diary', async () => {
    const results = [
      { ...READ, name: 'Piet', reason: 'She rang, Anna cannot be reached.' },
      { ...READ, name: 'Anna' },
    ];
    serve({ 'GET /api/v1/me/record-access': { body: { results, next: null } } });
    render(<Looks />);
    expect(await screen.findByText('“She rang, Anna cannot be reached.”')).toBeTruthy();
    expect(screen.getAllByText(/^“/)).toHaveLength(1);
  });
});
