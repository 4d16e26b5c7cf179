import { scoreFrame } from '../testing/frames';
import { readScores } from './scores';

test('reads a score with its own unit and labels', () => {
  const frame = scoreFrame([
    { target: 'shop', name: 'hit ratio', value: 0.9, unit: 'percentunit', description: 'of reads', labels: '{"db":0}' },
  ]);
  expect(readScores([frame])[0]).toMatchObject({
    target: 'shop',
    name: 'hit ratio',
    value: 0.9,
    unit: 'percentunit',
    description: 'of reads',
    labels: { db: '0' },
    row: 0,
  });
});

test('an unknown value is none, a row without a name is left out', () => {
  const rows = readScores([scoreFrame([{ name: 'a', value: null }, { value: 5 }])]);
  expect(rows.map(({ name, value }) => [name, value])).toEqual([['a', undefined]]);
});
