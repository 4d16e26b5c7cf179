import { AbstractLabelOperator } from '@grafana/data';
import type { DataQuery } from '@grafana/schema';
import { useBackend } from '../testing/backend';
import { CATALOG, dataSource } from '../testing/requests';
import { importQueries } from './exchange';
import { mendQuery } from './mend';
import type { PresageQuery } from './query';

const prometheus = { type: 'prometheus' };
const { Equal, NotEqualRegEx } = AbstractLabelOperator;

describe('importQueries', () => {
  it('keeps the PromQL of a Prometheus data source', () => {
    const queries = [
      { refId: 'A', expr: 'sum(rate(http_requests_total[$__rate_interval]))', legendFormat: '{{job}}', range: true },
      { refId: 'B', expr: 'up', hide: true },
      { refId: 'C', expr: ' ' },
      { refId: 'D' },
    ] as DataQuery[];
    expect(importQueries(queries, prometheus)).toEqual([
      { refId: 'A', kind: 'forecast', expr: 'sum(rate(http_requests_total[$__rate_interval]))' },
      { refId: 'B', kind: 'forecast', expr: 'up', hide: true },
    ]);
  });

  it.each([
    ['grafana-amazonprometheus-datasource', 1],
    ['victoriametrics-metrics-datasource', 1],
    ['loki', 0],
    ['mysql', 0],
  ])('takes of %s %i queries', (type, count) => {
    expect(importQueries([{ refId: 'A', expr: 'up' } as DataQuery], { type })).toHaveLength(count);
  });
});

describe('exportToAbstractQueries', () => {
  const exported = (query: Partial<PresageQuery>) =>
    dataSource().exportToAbstractQueries([{ refId: 'A', kind: 'forecast', ...query }]);

  it('tells the first selector of PromQL', async () => {
    const expr = 'rate(http_total{job="a\\"b", host!~"$host"}[5m]) / other{x="y"}';
    expect(await exported({ expr })).toEqual([
      {
        refId: 'A',
        labelMatchers: [
          { name: '__name__', operator: Equal, value: 'http_total' },
          { name: 'job', operator: Equal, value: 'a"b' },
          { name: 'host', operator: NotEqualRegEx, value: '$host' },
        ],
      },
    ]);
  });

  it('looks up the PromQL behind a name', async () => {
    useBackend(() => CATALOG);
    const [{ labelMatchers }] = await exported({ name: 'disk' });
    expect(labelMatchers).toEqual([{ name: '__name__', operator: Equal, value: 'node_filesystem_avail_bytes' }]);
  });

  it('tells nothing where there is no PromQL, or nobody to ask for it', async () => {
    expect(await exported({ kind: 'score' })).toEqual([{ refId: 'A', labelMatchers: [] }]);
    useBackend(() => {
      throw new Error('gone');
    });
    expect(await exported({ name: 'disk' })).toEqual([{ refId: 'A', labelMatchers: [] }]);
  });
});

describe('mendQuery', () => {
  const mended = (stored: object) => mendQuery(stored as PresageQuery);

  it('makes a forecast of a query that was stored for Prometheus', () => {
    expect(mended({ refId: 'A', expr: 'up' })).toEqual({ refId: 'A', kind: 'forecast', expr: 'up' });
    expect(mended({ refId: 'A', kind: null })).toMatchObject({ kind: 'forecast' });
  });

  it('knows kinds by their plural', () => {
    for (const [written, kind] of [
      ['forecasts', 'forecast'],
      ['Anomalies', 'anomaly'],
      ['recommendations', 'recommendation'],
    ]) {
      expect(mended({ refId: 'A', kind: written })).toMatchObject({ kind });
    }
  });

  it('leaves alone what is right, and what nobody understands', () => {
    const query = { refId: 'A', kind: 'anomaly', format: 'annotations' };
    expect(mended(query)).toBe(query);
    expect(mended({ refId: 'A', kind: 'prophecy' })).toEqual({ refId: 'A', kind: 'prophecy' });
    expect(mended({ refId: 'A', kind: 'constructor' })).toEqual({ refId: 'A', kind: 'constructor' });
  });
});
