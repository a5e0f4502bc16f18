import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PatientScreen } from '../../src/clinic/screens/Patient';
import { me } from '../../src/clinic/staff';
import { ANNA } from './cast';
import { serve } from './server';

const REASON = 'She rang, Anna cannot be reached.';
const AGREED = { is_child: false, child_because: null, proxy: null, notes: [] };
const PATIENT = {
  ...{ id: 'p1', name: 'Maya Lindqvist', birth_date: '1958-03-14', erasure: null, flags: [] },
  agreement: AGREED,
};
const TIMELINE = {
  ...{ courses: [], sessions: [], entries: [], alerts: [], consents: [], adverse_events: [], contacts: [] },
  ...{ easing: null, last_visit: null, next_visit: null, function: { said: [] }, visits: [], gaps: [] },
};

beforeEach(() => {
  me.value = { ...ANNA, roles: ['practitioner'] };
});
afterEach(cleanup);

describe('a record that is not for whoever asks', () => {
  it('opens for a reason, and says what follows from it before', async () => {
    let isOpen = false;
    const closed = { status: 404, body: { code: 'not_found', detail: 'Not found.' } };
    const sent = serve({
      'GET /api/v1/patients/p1': () => (isOpen ? { body: PATIENT } : closed),
      'GET /api/v1/patients/p1/timeline': () => (isOpen ? { body: TIMELINE } : closed),
      'POST /api/v1/patients/p1/break-glass': () => {
        isOpen = true;
        return { status: 201, body: { until: '2026-03-02T11:00:00Z' } };
      },
    });
    render(<PatientScreen id="p1" />);
    const field = await screen.findByLabelText('Why you must read it');
    expect(screen.getByText(/The patient sees that it was you, and why/)).toBeTruthy();
    expect(screen.queryByText('Loading…')).toBeNull();

    fireEvent.click(screen.getByRole('button', { name: 'Open the record', hidden: true }));
    expect(await screen.findByText('Fill this in.')).toBeTruthy();
    expect(sent.filter(({ method }) => method === 'POST')).toEqual([]);

    fireEvent.input(field, { target: { value: REASON } });
    fireEvent.click(screen.getByRole('button', { name: 'Open the record', hidden: true }));
    expect(await screen.findByRole('heading', { name: 'Maya Lindqvist' })).toBeTruthy();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ reason: REASON });
  });

  it('says who agrees for a patient, and asks why a child is here', async () => {
    const agreement = { ...AGREED, is_child: true, notes: ['Under 18, and nobody has written down why Ebb is used.'] };
    const sent = serve({
      'GET /api/v1/patients/p1': { body: { ...PATIENT, agreement } },
      'GET /api/v1/patients/p1/timeline': { body: TIMELINE },
      'PATCH /api/v1/patients/p1': { body: PATIENT },
    });
    render(<PatientScreen id="p1" />);
    expect(await screen.findByText(/^Under 18, and nobody/)).toBeTruthy();
    fireEvent.input(screen.getByLabelText('Why, and who decided'), { target: { value: 'Her GP asked.' } });
    fireEvent.click(screen.getByRole('button', { name: 'Use Ebb for this patient', hidden: true }));
    await waitFor(() =>
      expect(sent.find(({ method }) => method === 'PATCH')?.body).toEqual({ child_because: 'Her GP asked.' }),
    );
  });

  it('says why it stays shut', async () => {
    const refused = {
      status: 404,
      body: { code: 'not_found', detail: 'There is no such thing, or it is not for you.' },
    };
    serve({ 'POST /api/v1/patients/p1/break-glass': refused });
    render(<PatientScreen id="p1" />);
    fireEvent.input(await screen.findByLabelText('Why you must read it'), { target: { value: REASON } });
    fireEvent.click(screen.getByRole('button', { name: 'Open the record', hidden: true }));
    expect(await screen.findByText('There is no such thing, or it is not for you.')).toBeTruthy();
    expect((screen.getByLabelText('Why you must read it') as HTMLTextAreaElement).value).toBe(REASON);
  });
});
