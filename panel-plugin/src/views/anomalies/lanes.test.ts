import { readAnomalies } from '../../data/anomalies';
import { anomalyFrame, HOUR, NOW } from '../../testing/frames';
import { anomalyLanes, levelPath } from './lanes';

const range = { from: NOW - 5 * HOUR, to: NOW };
const colors = [{ color: 'red' }, { color: 'blue' }, { color: 'green' }];
const lanesOf = (...frames: Array<ReturnType<typeof anomalyFrame>>) =>
  anomalyLanes(readAnomalies(frames), colors, range, 5);

test('each stretch holds its highest score, whatever its sign', () => {
  const [lane] = lanesOf(anomalyFrame([0.1, -3, 0.2, null, 0.4, 0.9]));
  expect(lane.scores).toEqual([0.1, 3, 0.2, 0, 0.9]);
});

test('the worst series is on top, those that learn at the end', () => {
  const lanes = lanesOf(
    anomalyFrame([9, 9], { custom: { name: 'learning', warmup: true } }),
    anomalyFrame([0, 0.2], { custom: { name: 'calm' } }),
    anomalyFrame([2, 0, 5], { custom: { name: 'odd' } })
  );
  expect(lanes.map(({ name, anomalies, worst }) => [name, anomalies, worst])).toEqual([
    ['odd', 2, 5],
    ['calm', 0, 0],
    ['learning', 0, 0],
  ]);
  expect(lanes[2].scores).toEqual([]);
});

test('points beyond the range are left out', () => {
  const [lane] = anomalyLanes(readAnomalies([anomalyFrame([8, 0, 0])]), colors, { from: NOW - HOUR, to: NOW }, 2);
  expect(lane.scores).toEqual([0, 0]);
});

test('a path holds the bars of its own level only, the higher the odder', () => {
  const lane = { scores: [0.2, 0.6, 1.5, 4] };
  expect(levelPath(lane, 0.5, 40, 20)).toBe('M10,20v-3h10v3z');
  expect(levelPath(lane, 1, 40, 20)).toBe('M20,20v-7.5h10v7.5z');
  expect(levelPath(lane, 2, 40, 20)).toBe('M30,20v-20h10v20z');
  expect(levelPath({ scores: [] }, 1, 40, 20)).toBe('');
});
