import { describe, expect, it } from 'vitest';
import { type Hours, hoursInWords, hoursOf, ringingOf, WORKING } from '../../src/clinic/ringing';
import { words } from '../../src/clinic/words';

const spoken = (hours: NonNullable<Hours>) => hoursInWords(hours, words.told.days);

describe('the hours in which a place may ring', () => {
  it('are the same after the form has had them', () => {
    const hours: Hours = { tue: [['09:00', '17:30']], sat: [['09:00', '17:30']] };
    expect(hoursOf(ringingOf(hours))).toEqual(hours);
  });

  it('begin as a working week', () => {
    expect(ringingOf(null)).toEqual(WORKING);
    expect(ringingOf({})).toEqual(WORKING);
  });

  it('are said in the order of the week, whatever order they were chosen in', () => {
    const hours = hoursOf({ days: ['sun', 'mon'], from: '07:00', until: '21:00' });
    expect(spoken(hours ?? {})).toBe('Mon, Sun 07:00–21:00');
  });

  it('name days of different periods apart', () => {
    const hours: Hours = {
      mon: [
        ['08:00', '12:00'],
        ['14:00', '18:00'],
      ],
      wed: [['10:00', '11:00']],
      fri: [],
    };
    expect(spoken(hours ?? {})).toBe('Mon 08:00–12:00, 14:00–18:00; Wed 10:00–11:00');
  });
});
