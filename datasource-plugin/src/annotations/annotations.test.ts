import { type AnnotationQuery, createDataFrame, type DataFrame, FieldType } from '@grafana/data';
import { lastValueFrom } from 'rxjs';
import type { PresageQuery } from '../queries/query';
import { annotationSupport } from './annotations';

const annotation = (target?: Partial<PresageQuery>) =>
  ({ name: 'Anomalies', enable: true, iconColor: 'red', target }) as AnnotationQuery<PresageQuery>;

const events = (...frames: DataFrame[]) => lastValueFrom(annotationSupport.processEvents!(annotation(), frames));

const anomalies = (text: string) =>
  createDataFrame({
    meta: { custom: { presage: 1, kind: 'anomaly' } },
    fields: [
      { name: 'time', type: FieldType.time, values: [1000, 5000] },
      { name: 'timeEnd', type: FieldType.time, values: [2000, null] },
      { name: 'title', type: FieldType.string, values: ['latency', 'latency'] },
      { name: 'text', type: FieldType.string, values: [text, null] },
      { name: 'tags', type: FieldType.string, values: ['anomaly,high', ''] },
      { name: 'id', type: FieldType.string, values: ['a1', 'a2'] },
    ],
  });

it('asks for anomalies as annotations, also when the stored query says otherwise or nothing', () => {
  const prepare = (target?: Partial<PresageQuery>) => annotationSupport.prepareQuery!(annotation(target));
  expect(prepare()).toEqual({ refId: 'Annotation', kind: 'anomaly', format: 'annotations', live: false });
  expect(prepare({ kind: 'anomaly', format: 'series', name: 'latency' })).toMatchObject({
    name: 'latency',
    format: 'annotations',
  });
  const recommendations = { refId: 'R', kind: 'recommendation' as const };
  expect(prepare(recommendations)).toEqual({ ...recommendations, live: false });
});

it('marks anomalies as regions, or as moments while they have no end', async () => {
  expect(await events(anomalies('4 times the expected value'))).toEqual([
    {
      id: 'a1',
      time: 1000,
      timeEnd: 2000,
      isRegion: true,
      title: 'latency',
      text: '4 times the expected value',
      tags: ['anomaly', 'high'],
    },
    { id: 'a2', time: 5000, timeEnd: null, isRegion: false, title: 'latency', text: '', tags: [] },
  ]);
});

it('asks for changes as annotations and marks their moments', async () => {
  const prepared = annotationSupport.prepareQuery!(annotation({ refId: 'C', kind: 'change' }));
  expect(prepared).toEqual({ refId: 'C', kind: 'change', format: 'annotations', live: false });
  const frame = createDataFrame({
    meta: { custom: { presage: 1, kind: 'change' } },
    fields: [
      { name: 'time', type: FieldType.time, values: [1000] },
      { name: 'title', type: FieldType.string, values: ['latency'] },
      { name: 'text', type: FieldType.string, values: ['rose by half'] },
      { name: 'tags', type: FieldType.string, values: ['change,worse'] },
    ],
  });
  expect(await events(frame)).toMatchObject([{ time: 1000, isRegion: false, tags: ['change', 'worse'] }]);
});

it('marks recommendations when they were first found', async () => {
  const frame = createDataFrame({
    meta: { custom: { presage: 1, kind: 'recommendation' } },
    fields: [
      { name: 'id', type: FieldType.string, values: ['abc'] },
      { name: 'advisor', type: FieldType.string, values: ['indexes'] },
      { name: 'target', type: FieldType.string, values: ['shop'] },
      { name: 'action', type: FieldType.string, values: ['create_index'] },
      { name: 'title', type: FieldType.string, values: ['Create an index on orders (customer_id)'] },
      { name: 'reason', type: FieldType.string, values: ['It is scanned.'] },
      { name: 'firstSeen', type: FieldType.time, values: [7000] },
    ],
  });
  expect(await events(frame)).toEqual([
    {
      id: 'abc',
      time: 7000,
      title: 'Create an index on orders (customer_id)',
      text: 'It is scanned.',
      tags: ['indexes', 'shop', 'create_index'],
    },
  ]);
});

it('keeps labels of metrics from becoming markup', async () => {
  const [event] = (await events(anomalies('<img src=x onerror="alert(1)">')))!;
  expect(event.text).not.toMatch(/[<>"]/);
  const shown = document.createElement('p');
  shown.innerHTML = event.text!;
  expect(shown.children).toHaveLength(0);
  expect(shown.textContent).toBe('<img src=x onerror="alert(1)">');
});

it('has nothing to mark in a frame that only carries notices', async () => {
  expect(await events(createDataFrame({ fields: [] }))).toEqual([]);
});
