import { ThresholdsMode } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import React from 'react';
import { theme } from '../../testing/chart';
import { scoreFrame } from '../../testing/frames';
import { panelProps } from '../../testing/panel';
import { readScores } from '../../data/scores';
import { formatScore } from './format';
import { ScoresView } from './ScoresView';

const rows = [
  { target: 'shop', name: 'buffer hit ratio', value: 0.991, unit: 'percentunit', description: 'of block reads' },
  { target: 'shop', name: 'unused indexes', value: 3_145_728, unit: 'bytes', labels: '{"datname":"shop"}' },
];

test('a row a score, each with its own unit', () => {
  render(<ScoresView {...panelProps([scoreFrame(rows)])} />);
  expect(screen.getByRole('row', { name: /buffer hit ratio of block reads 99.1%/ })).toBeInTheDocument();
  expect(screen.getByRole('row', { name: /unused indexes ?datname=shop 3 MiB/ })).toBeInTheDocument();
});

test('the target has a column only when there are several', () => {
  const { rerender } = render(<ScoresView {...panelProps([scoreFrame(rows)])} />);
  expect(screen.queryByRole('columnheader', { name: 'Target' })).not.toBeInTheDocument();
  rerender(<ScoresView {...panelProps([scoreFrame([...rows, { target: 'cache', name: 'x', value: 1 }])])} />);
  expect(screen.getByRole('columnheader', { name: 'Target' })).toBeInTheDocument();
});

test('an empty table is explained', () => {
  render(<ScoresView {...panelProps([scoreFrame([])])} />);
  expect(screen.getByRole('status')).toHaveTextContent('No scores yet');
});

describe('formatScore', () => {
  const format = (value: number | null, config: object = {}) => {
    const frame = scoreFrame([{ name: 'x', value, unit: 'percentunit' }]);
    Object.assign(frame.fields[2].config, config);
    return formatScore(readScores([frame])[0], theme, 'utc');
  };

  test('options of the panel come before the unit of the row', () => {
    expect(format(0.5).text).toBe('50%');
    expect(format(0.5, { unit: 's', decimals: 2 }).text).toBe('500.00 ms');
    expect(format(0.5, { unit: undefined }).text).toBe('50%');
  });

  test('an unknown value is a dash or what the options say', () => {
    expect(format(null).text).toBe('–');
    expect(format(null, { noValue: 'unknown' }).text).toBe('unknown');
  });

  test('thresholds colour the value, the base alone does not', () => {
    const base = { value: -Infinity, color: '#111111' };
    const thresholds = (...steps: object[]) => ({ thresholds: { mode: ThresholdsMode.Absolute, steps } });
    expect(format(0.5, thresholds(base)).color).toBeUndefined();
    const color = { mode: 'thresholds' };
    expect(format(0.5, { color, ...thresholds(base, { value: 0.4, color: '#222222' }) }).color).toBe('#222222');
  });

  test('mappings replace the value', () => {
    expect(format(1, { mappings: [{ type: 'value', options: { 1: { text: 'all' } } }] }).text).toBe('all');
  });
});
