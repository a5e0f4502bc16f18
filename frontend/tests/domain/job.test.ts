import { describe, expect, it } from 'vitest';
import { backoff, enqueue, start } from '../../src/domain/job';
import { makeEntry } from '../lib/phone';

describe('waiting after a failure', () => {
  it.each([
    [0, 500, 1000],
    [3, 4000, 8000],
    [30, 150_000, 300_000],
  ])('after %d failures: %d to %d ms', (attempts, least, most) => {
    expect(backoff(attempts, false, false, 0)).toBe(least);
    expect(backoff(attempts, false, false, 1)).toBe(most);
  });

  it('is at most 15 s without a network, and for a red flag', () => {
    expect(backoff(30, true, false, 1)).toBe(15_000);
    expect(backoff(30, false, true, 1)).toBe(15_000);
  });
});

describe('a job', () => {
  it('on the wire does not change when the entry does', () => {
    const begun = start(enqueue(undefined, makeEntry('a', { nrs_average: 4 }), false, 0), null);
    const changed = enqueue(begun, makeEntry('a', { nrs_average: 6 }), false, 1);
    expect(start(changed, null).trying.content?.nrs_average).toBe(4);
    expect(changed.next?.content?.nrs_average).toBe(6);
  });

  it('keeps its place when it is changed', () => {
    const job = enqueue(undefined, makeEntry('a'), false, 0);
    expect(enqueue(job, makeEntry('a'), false, 999_999).order).toBe(job.order);
  });

  it('stays urgent once it was', () => {
    const job = enqueue(undefined, makeEntry('a'), true, 0);
    expect(enqueue(job, makeEntry('a'), false, 1).isUrgent).toBe(true);
    expect(job.order < enqueue(undefined, makeEntry('b'), false, -1000).order).toBe(true);
  });
});
