import { describe, expect, it } from '@jest/globals';
import { columnsOf, readHeader, readRow, timeOf } from './series-row.js';

const COLUMNS = { series: 0, timestamp: 1, value: 2 };

describe('timeOf', () => {
  it.each([
    ['1700000000', 1_700_000_000],
    ['1700000000.5', 1_700_000_000.5],
    ['1700000000000', 1_700_000_000],
    ['1700000000000000', 1_700_000_000],
    ['1700000000000000000', 1_700_000_000],
    ['0', 0],
    ['-3600', -3600],
    ['2023-11-14T22:13:20Z', 1_700_000_000],
    ['2023-11-14T23:13:20+01:00', 1_700_000_000],
    ['2023-11-14 22:13:20', 1_700_000_000],
    ['2023-11-14t22:13:20.250z', 1_700_000_000.25],
    ['2023-11-14', 1_699_920_000],
  ])('reads %s', (text, seconds) => {
    expect(timeOf(text)).toBe(seconds);
  });

  it.each(['', ' ', 'yesterday', '2023-13-01', '14.11.2023', '2023-11-14T25:00:00Z', 'Infinity', 'NaN'])(
    'does not read %j',
    (text) => {
      expect(timeOf(text)).toBeUndefined();
    },
  );
});

describe('readHeader', () => {
  it('takes columns in any order and case', () => {
    expect(readHeader('Value, Timestamp ,series')).toEqual({ value: 0, timestamp: 1, series: 2 });
  });

  it('knows inputs of one series', () => {
    expect(readHeader('timestamp,value')).toEqual({ timestamp: 0, value: 1 });
  });

  it('takes the other one of two columns for the value', () => {
    expect(readHeader('time,cpu')).toEqual({ timestamp: 0, value: 1 });
    expect(readHeader('cpu,ds')).toEqual({ timestamp: 1, value: 0 });
  });

  it('refuses a header that leaves open what the values are', () => {
    expect(() => readHeader('timestamp,cpu,memory')).toThrow(/names no column value or y: "timestamp,cpu,memory"/);
  });

  it('is none when the line is a row', () => {
    expect(readHeader('time,1700000000,3')).toBeUndefined();
    expect(readHeader('cpu,1700000000,3')).toBeUndefined();
    expect(readHeader('1700000000,3')).toBeUndefined();
  });
});

describe('readRow', () => {
  it('reads a point, also with quotes in its name', () => {
    expect(readRow('"up{job=""a"",x=""b""}",1700000000,-2.5e3', COLUMNS)).toEqual({
      series: 'up{job="a",x="b"}',
      time: 1_700_000_000,
      value: -2500,
    });
  });

  it.each(['', 'NaN', 'null', '+Inf', ' '])('takes %j as no value', (value) => {
    expect(readRow(`cpu,60,${value}`, COLUMNS)).toEqual({ series: 'cpu', time: 60, value: NaN });
  });

  it('names what is wrong', () => {
    expect(readRow('cpu,60', COLUMNS)).toBe('columns');
    expect(readRow('cpu,later,1', COLUMNS)).toBe('timestamp');
    expect(readRow('cpu,60,many', COLUMNS)).toBe('value');
    expect(readRow('cp"u,60,1', COLUMNS)).toBe('columns');
  });

  it('calls a series without a name value', () => {
    expect(readRow('60,1', columnsOf('60,1'))).toEqual({ series: 'value', time: 60, value: 1 });
    expect(readRow(',60,1', columnsOf(',60,1'))).toEqual({ series: 'value', time: 60, value: 1 });
  });
});
