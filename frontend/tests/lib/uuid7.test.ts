import { expect, it } from 'vitest';
import { uuid7 } from '../../src/lib/uuid7';

it('is a UUID of version 7', () => {
  expect(uuid7()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

it('begins with the moment, so that ids sort by it', () => {
  expect(uuid7(Date.UTC(2026, 2, 1)).slice(0, 13)).toBe('019ca6b1-dc00');
  expect(uuid7(1000) < uuid7(2000)).toBe(true);
});

it('is never the same twice', () => {
  expect(new Set(Array.from({ length: 1000 }, () => uuid7(1))).size).toBe(1000);
});
