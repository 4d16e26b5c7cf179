import { causeFrame, HOUR, NOW } from '../testing/frames';
import { incidentSpan, readIncidents } from './causes';

const rows = [{ series: 'b', score: 0.2 }, { series: 'a', score: 0.9, onset: NOW - 2 * HOUR }, { series: '' }];

test('causes are ranked, and edges follow their rows', () => {
  const edges = [{ from: 1, to: 0, strength: 0.9, lagSeconds: 60 }];
  const [incident] = readIncidents([causeFrame(rows, { edges })]);
  expect(incident.causes.map(({ series }) => series)).toEqual(['a', 'b']);
  expect(incident.edges).toEqual([{ from: 0, to: 1, strength: 0.9, lagSeconds: 60 }]);
  expect(incident.explanation).toBe('Lock waits rose first.');
});

test.each([
  [{ from: 1, to: 9, strength: 1, lagSeconds: 0 }],
  [{ from: 0, to: 0, strength: 1, lagSeconds: 0 }],
  [{ from: 1, to: 2, strength: 1, lagSeconds: 0 }],
  [{ from: 1, to: 0, strength: 'strong' }],
  ['no edge'],
])('the edge %j points nowhere', (edge) => {
  const [incident] = readIncidents([causeFrame(rows, { edges: [edge] as never })]);
  expect(incident.edges).toEqual([]);
});

test('a score beyond its bounds is cut, meta data of a wrong type counts as absent', () => {
  const [incident] = readIncidents([causeFrame([{ score: 7 }], { start: 'noon' as never, edges: null as never })]);
  expect(incident.causes[0].score).toBe(1);
  expect(incident.start).toBeUndefined();
});

test('the span holds the incident and what went before it', () => {
  const [incident] = readIncidents([causeFrame(rows)]);
  expect(incidentSpan(incident)).toEqual({ from: NOW - 2 * HOUR, to: NOW });
  expect(incidentSpan({ ...incident, start: undefined, end: undefined, causes: [] })).toBeUndefined();
});

test('a single moment is still a span', () => {
  const [incident] = readIncidents([causeFrame([{ onset: NOW }], { start: NOW, end: NOW })]);
  expect(incidentSpan(incident)).toEqual({ from: NOW, to: NOW + 1 });
});
