import { inMaintenance } from './maintenance.js';

const at = (text: string) => Date.parse(text) / 1000;

describe('inMaintenance', () => {
  it('knows single spans', () => {
    const windows = [{ from: at('2026-01-05T10:00:00Z'), to: at('2026-01-05T11:00:00Z') }];
    expect(inMaintenance(windows, at('2026-01-05T10:00:00Z'))).toBe(true);
    expect(inMaintenance(windows, at('2026-01-05T11:00:00Z'))).toBe(false);
    expect(inMaintenance([], at('2026-01-05T10:30:00Z'))).toBe(false);
  });

  it('knows spans that come back every week, over midnight and over the end of the week', () => {
    const windows = [{ days: [6, 1], start: 23 * 3_600, length: 2 * 3_600 }];
    const found = (text: string) => inMaintenance(windows, at(text));
    // 2026-01-03 is a Saturday, 2026-01-05 a Monday
    expect(
      ['2026-01-03T22:59:59Z', '2026-01-03T23:00:00Z', '2026-01-04T00:59:59Z', '2026-01-04T01:00:00Z'].map(found),
    ).toEqual([false, true, true, false]);
    expect(found('2026-01-05T23:30:00Z')).toBe(true);
    expect(found('2026-01-06T23:30:00Z')).toBe(false);
  });

  it('knows times before 1970', () => {
    expect(inMaintenance([{ days: [3], start: 0, length: 3_600 }], at('1969-12-31T00:30:00Z'))).toBe(true);
    expect(inMaintenance([{ days: [3], start: 0, length: 3_600 }], at('1969-12-31T01:30:00Z'))).toBe(false);
  });
});
