import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NewPatientScreen } from '../../src/clinic/screens/NewPatient';
import { PatientScreen } from '../../src/clinic/screens/Patient';
import { me } from '../../src/clinic/staff';
import { ANNA } from './cast';
import { serve } from './server';

const REASON = 'She rang, Anna cannot be reached.';
const AGREED = { is_child: false, child_because: null, proxy: null, notes: [] };
const PATIENT = {
  ...{ id: 'p1', name: 'Maya Lindqvist', birth_date: '1958-03-14', erasure: null, flags: [] },
  ...{ agreement: AGREED, opened: [], read_only_until: null },
};
const TIMELINE = {
  ...{ courses: [], sessions: [], entries: [], alerts: [], consents: [], adverse_events: [], contacts: [] },
  ...{ easing: null, last_visit: null, next_visit: null, function: { said: [] }, visits: [], gaps: [] },
};

beforeEach(() => {
  me.value = { ...ANNA, roles: ['practitioner'] };
});
afterEach(cleanup);

describe('a new patient', () => {
  it.each([
    ['2018-05-01', 'Her GP asked.'],
    ['1958-03-14', undefined],
  ])('born %s is asked why Ebb is used only when a child', async (born, because) => {
    const sent = serve({ 'POST /api/v1/patients': { status: 201, body: PATIENT } });
    render(<NewPatientScreen />);
    fireEvent.input(screen.getByLabelText('Name'), { target: { value: 'Ana Ruiz' } });
    fireEvent.input(screen.getByLabelText(/^Date of birth/), { target: { value: born } });
    const why = screen.queryByLabelText('Why, and who decided');
    expect(why !== null).toBe(because !== undefined);
    if (why) fireEvent.input(why, { target: { value: because } });
    fireEvent.click(screen.getByRole('button', { name: 'Add and go on to the course' }));
    await waitFor(() => expect(sent[0]?.body).toMatchObject({ name: 'Ana Ruiz', birth_date: born }));
    expect((sent[0]?.body as { child_because?: string } | undefined)?.child_because).toBe(because);
  });
});

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

  it.each([
    ['2026-03-02T11:00:00Z', null],
    [null, 'Record a session'],
  ])('names who opened it and why, and offers who may only read until %s nothing to change', async (until, offered) => {
    const opened = [{ by: 'Piet', at: '2026-03-02T10:00:00Z', reason: REASON }];
    serve({
      'GET /api/v1/patients/p1': { body: { ...PATIENT, opened, read_only_until: until } },
      'GET /api/v1/patients/p1/timeline': { body: TIMELINE },
    });
    render(<PatientScreen id="p1" />);
    expect(await screen.findByText(new RegExp(`^Piet, .*: ${REASON}`))).toBeTruthy();
    expect(screen.queryByText(/change nothing/) === null).toBe(until === null);
    expect(screen.queryByRole('link', { name: 'Record a session' })?.textContent ?? null).toBe(offered);
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

  it.each([
    ['The patient', null],
    ['Rosa Ruiz (mother), who answers for them', { name: 'Rosa Ruiz', relation: 'mother' }],
  ])('takes back what was allowed when %s rings, and says that it is done', async (who, said) => {
    const proxy = { name: 'Rosa Ruiz', relation: 'mother' };
    const sent = serve({
      'GET /api/v1/patients/p1': { body: { ...PATIENT, agreement: { ...AGREED, proxy } } },
      'GET /api/v1/patients/p1/timeline': { body: TIMELINE },
      'POST /api/v1/patients/p1/consents/monitoring/take-back': { body: AGREED },
    });
    render(<PatientScreen id="p1" />);
    const choose = (label: string, option: string) => {
      const list = screen.getByLabelText(label);
      const { value } = within(list).getByText<HTMLOptionElement>(option);
      fireEvent.change(list, { target: { value } });
    };
    await screen.findByLabelText('Who asked for it?');
    choose('Which one?', 'Monitoring');
    choose('Who asked for it?', who);
    fireEvent.click(screen.getByRole('button', { name: 'Take a permission back', hidden: true }));
    expect(await screen.findByText('Taken back.')).toBeTruthy();
    expect(sent.find(({ method }) => method === 'POST')?.body).toEqual({ proxy: said });
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
