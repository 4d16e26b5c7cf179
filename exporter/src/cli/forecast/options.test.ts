import { parseHorizon, parseLevel, parseMoment, parseNumber, parseSeasons, parseSpan } from './options.js';

const NOW = 1_700_000_000;

describe('options of forecast', () => {
  it('reads horizons as points or durations', () => {
    expect(parseHorizon('48')).toEqual({ points: 48 });
    expect(parseHorizon('1d12h')).toEqual({ seconds: 129_600 });
    for (const text of ['0', '-1', '1.5', '20001', 'soon', '0s', '']) expect(() => parseHorizon(text)).toThrow();
  });

  it('reads seasons', () => {
    expect(parseSeasons('auto')).toBe('auto');
    expect(parseSeasons('none')).toEqual([]);
    expect(parseSeasons('24, 168')).toEqual([24, 168]);
    for (const text of ['', '1', '24,', '24;168', 'daily', '-24']) expect(() => parseSeasons(text)).toThrow();
  });

  it('reads levels, numbers and spans', () => {
    expect(parseLevel('0.8')).toBe(0.8);
    for (const text of ['0', '1', '95', '', 'high']) expect(() => parseLevel(text)).toThrow();
    expect(parseNumber('-1e3')).toBe(-1000);
    for (const text of ['', 'x', 'Infinity', 'NaN']) expect(() => parseNumber(text)).toThrow();
    expect(parseSpan('5m')).toBe(300);
    for (const text of ['5', '0s', 'x']) expect(() => parseSpan(text)).toThrow();
  });

  it('reads moments as times or durations before now', () => {
    expect(parseMoment('1d', NOW)).toBe(NOW - 86_400);
    expect(parseMoment('2023-11-14T22:13:20Z', NOW)).toBe(NOW);
    expect(parseMoment('1600000000', NOW)).toBe(1_600_000_000);
    expect(() => parseMoment('yesterday', NOW)).toThrow();
  });
});
