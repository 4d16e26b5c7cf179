import { changeFrame, HOUR, NOW } from '../testing/frames';
import { changeRegions, readChanges, sortChanges } from './changes';

const changes = readChanges([
  changeFrame([
    { series: 'better', verdict: 'better', effect: -0.9, time: NOW - HOUR },
    { series: 'worse', verdict: 'worse', effect: 0.1, confidence: 0.99 },
    { series: 'same', verdict: 'same', effect: 5, time: NOW - 2 * HOUR, confidence: 0.1 },
    { series: 'odd', verdict: 'fantastic', effect: null, confidence: null, time: NOW - 3 * HOUR },
    { time: null },
  ]),
]);
const order = (by: Parameters<typeof sortChanges>[1]) => sortChanges(changes, by).map(({ series }) => series);

test('rows without a time are left out, an unknown verdict is unsure', () => {
  expect(changes).toHaveLength(4);
  expect(changes[3]).toMatchObject({ verdict: 'unsure', effect: undefined, labels: { instance: 'app' } });
});

test('what got worse comes first, whatever the size of the rest', () => {
  expect(order('effect')).toEqual(['worse', 'better', 'odd', 'same']);
  expect(order('newest')).toEqual(['worse', 'better', 'same', 'odd']);
  expect(order('confidence')).toEqual(['worse', 'better', 'same', 'odd']);
});

test('changes mark their moment in a chart', () => {
  expect(changeRegions(changes)[0]).toMatchObject({
    from: NOW - HOUR,
    to: NOW - HOUR,
    title: 'better',
    anomaly: false,
  });
});
