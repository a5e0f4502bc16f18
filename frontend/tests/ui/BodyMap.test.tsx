import { cleanup, fireEvent, render } from '@testing-library/preact';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BodyMap } from '../../src/ui/BodyMap';

afterEach(cleanup);

const part = (place: string) => document.querySelector(`[data-place="${place}"]`) as Element;

describe('the figure', () => {
  it('tells which place was tapped, with its side', () => {
    const onToggle = vi.fn();
    render(<BodyMap view="front" chosen={new Set()} onToggle={onToggle} />);
    fireEvent.click(part('knee:right'));
    fireEvent.click(part('abdomen'));
    expect(onToggle.mock.calls).toEqual([['knee:right'], ['abdomen']]);
  });

  it('shows the back with its own parts', () => {
    render(<BodyMap view="back" chosen={new Set()} onToggle={() => undefined} />);
    expect([part('low-back') !== null, part('abdomen')]).toEqual([true, null]);
  });

  it('fills every shape of a chosen place, and no other', () => {
    render(<BodyMap view="front" chosen={new Set(['leg:left'])} onToggle={() => undefined} />);
    const filled = [...document.querySelectorAll('.body-chosen')].map((shape) => shape.getAttribute('data-place'));
    expect(filled).toEqual(['leg:left', 'leg:left']);
  });

  it('is for pointers only: the list beside it is what is read aloud', () => {
    render(<BodyMap view="front" chosen={new Set()} onToggle={() => undefined} />);
    expect(document.querySelector('svg')?.getAttribute('aria-hidden')).toBe('true');
  });
});
