import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Button, ErrorSummary, Field, Nrs, Sparkline, severityOf } from '../../src/ui';

afterEach(() => {
  cleanup();
  document.title = '';
});

describe('the pain scale', () => {
  it('offers 0 to 10, 0 first, with none chosen', () => {
    render(<Nrs name="pain" legend="How bad?" value={null} onChange={() => undefined} />);
    const steps = screen.getAllByRole<HTMLInputElement>('radio');
    expect(steps.map((step) => step.value)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10']);
    expect(steps.some((step) => step.checked)).toBe(false);
    expect(screen.getByText('0 is no pain. 10 is pain as bad as you can imagine.')).toBeTruthy();
  });

  it('tells what was chosen and says its word', () => {
    const onChange = vi.fn();
    render(<Nrs name="pain" legend="How bad?" value={6} onChange={onChange} />);
    expect(screen.getByText('6 · Moderate')).toBeTruthy();
    fireEvent.click(screen.getByLabelText('7'));
    expect(onChange).toHaveBeenCalledWith(7);
  });

  it.each([
    [0, 'none'],
    [1, 'mild'],
    [3, 'mild'],
    [4, 'moderate'],
    [6, 'moderate'],
    [7, 'severe'],
    [10, 'severe'],
  ])('%i is %s', (nrs, word) => {
    expect(severityOf(nrs)).toBe(word);
  });
});

describe('errors', () => {
  const errors = [{ href: '#name', text: 'Type the name.' }];

  it('take focus, mark the title and lead to the field', async () => {
    document.title = 'Add a patient';
    render(
      <>
        <ErrorSummary errors={errors} />
        <Field label="Name" error="Type the name.">
          <input id="name" />
        </Field>
      </>,
    );
    await vi.waitFor(() => expect(document.activeElement?.textContent).toContain('There is a problem'));
    expect(document.title).toBe('Error: Add a patient');
    fireEvent.click(screen.getByRole('link', { name: 'Type the name.' }));
    expect(document.activeElement?.id).toBe('name');
  });

  it('are said at the field too', () => {
    render(
      <Field label="Name" hint="As on the card" error="Type the name.">
        <input id="name" />
      </Field>,
    );
    const input = screen.getByLabelText('Name');
    expect(input.getAttribute('aria-invalid')).toBe('true');
    expect(input.getAttribute('aria-describedby')).toBe('name-hint name-error');
  });

  it('leave the title as it was when they are gone', async () => {
    document.title = 'Add a patient';
    const { rerender } = render(<ErrorSummary errors={errors} />);
    await vi.waitFor(() => expect(document.title).toBe('Error: Add a patient'));
    rerender(<ErrorSummary errors={[]} />);
    await vi.waitFor(() => expect(document.title).toBe('Add a patient'));
  });
});

describe('a button that is off', () => {
  it('stays reachable and does nothing', () => {
    const onClick = vi.fn();
    render(
      <Button off onClick={onClick}>
        Acknowledge
      </Button>,
    );
    const button = screen.getByRole<HTMLButtonElement>('button');
    fireEvent.click(button);
    expect(onClick).not.toHaveBeenCalled();
    expect(button.disabled).toBe(false);
  });
});

describe('the small curve', () => {
  it('draws nothing without scores', () => {
    expect(render(<Sparkline readings={[]} width={96} height={36} />).container.innerHTML).toBe('');
  });
});
