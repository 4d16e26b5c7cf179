import { RECOMMENDATION_FIELDS, SCORE_FIELDS } from '@presage/contract/frames';
import type { Recommendation } from '@presage/contract/recommendation';
import { asksFor, recommendationFrame } from './recommendation-frame.js';
import { cutText, recommendationSamples } from './recommendation-metrics.js';
import { scoreFrame } from './score-frame.js';

const recommendation = (id: string, more: Partial<Recommendation> = {}): Recommendation => ({
  id,
  advisor: 'indexes',
  target: 'main',
  action: 'create_index',
  object: 'shop.public.orders',
  title: 'Create an index',
  reason: 'because',
  confidence: 0.5,
  change: 'CREATE INDEX',
  rollback: 'DROP INDEX',
  evidence: [{ label: 'calls', value: '5' }],
  labels: { datname: 'shop' },
  firstSeen: 1_700_000_000,
  state: 'confirmed',
  ...more,
});

const query = { refId: 'A', kind: 'recommendation' as const };
const column = (frame: ReturnType<typeof recommendationFrame>, name: (typeof RECOMMENDATION_FIELDS)[number]) =>
  frame.data.values[RECOMMENDATION_FIELDS.indexOf(name)];

describe('recommendationFrame', () => {
  it('has the columns of the contract, JSON for what is nested, null for what is unknown, and milliseconds', () => {
    const frame = recommendationFrame([recommendation('a')], query, []);
    expect(frame.schema.fields.map(({ name }) => name)).toEqual([...RECOMMENDATION_FIELDS]);
    expect(frame.schema.meta).toMatchObject({
      type: 'table',
      uniqueRowIdFields: [0],
      custom: { presage: 1, kind: 'recommendation' },
    });
    expect(frame.schema.meta.notices).toBeUndefined();
    expect(column(frame, 'evidence')).toEqual(['[{"label":"calls","value":"5"}]']);
    expect(column(frame, 'labels')).toEqual(['{"datname":"shop"}']);
    expect(column(frame, 'gainRatio')).toEqual([null]);
    expect(column(frame, 'firstSeen')).toEqual([1_700_000_000_000]);
  });

  it('ranks by gain, then confidence', () => {
    const open = [
      recommendation('a'),
      recommendation('b', { gainRatio: 0.2 }),
      recommendation('c', { confidence: 0.9 }),
    ];
    expect(column(recommendationFrame(open, query, []), 'id')).toEqual(['b', 'c', 'a']);
  });

  it('filters by confidence and by id, and stays a table when nothing is left', () => {
    const open = [recommendation('a'), recommendation('b', { confidence: 0.9 })];
    expect(column(recommendationFrame(open, { ...query, minimumConfidence: 0.6 }, []), 'id')).toEqual(['b']);
    expect(column(recommendationFrame(open, { ...query, name: 'a' }, []), 'id')).toEqual(['a']);
    const empty = recommendationFrame([], query, [{ severity: 'info', text: 'nothing yet' }]);
    expect(empty.data.values).toEqual(RECOMMENDATION_FIELDS.map(() => []));
    expect(empty.schema.meta.notices).toHaveLength(1);
  });
});

it('asksFor leaves an advisor and a target that is not meant', () => {
  expect(asksFor(query, 'indexes', 'main')).toBe(true);
  expect(asksFor({ ...query, target: 'main', advisor: 'indexes' }, 'indexes', 'main')).toBe(true);
  expect(asksFor({ ...query, target: 'other' }, 'indexes', 'main')).toBe(false);
  expect(asksFor({ ...query, advisor: 'cache' }, 'indexes', 'main')).toBe(false);
});

describe('recommendationSamples', () => {
  it('counts all open ones by action, zero included, but details only those that the cap lets through', () => {
    const open = [recommendation('a', { gainRatio: 0.5, sizeBytes: 10 }), recommendation('b')];
    const samples = recommendationSamples('indexes', 'main', open, [open[0]!], ['create_index', 'drop_index']);
    expect(samples.map(({ name, labels, value }) => [name, labels['id'] ?? labels['action'], value])).toEqual([
      ['presage_recommendations', 'create_index', 2],
      ['presage_recommendations', 'drop_index', 0],
      ['presage_recommendation_info', 'a', 1],
      ['presage_recommendation_confidence_ratio', 'a', 0.5],
      ['presage_recommendation_gain_ratio', 'a', 0.5],
      ['presage_recommendation_size_bytes', 'a', 10],
    ]);
  });

  it('cuts long titles between characters', () => {
    expect(cutText('abc', 3)).toBe('abc');
    expect(cutText('abcd', 3)).toBe('ab…');
    expect(cutText('😀😀😀', 2)).toBe('😀…');
    const [, info] = recommendationSamples(
      'indexes',
      'main',
      [],
      [recommendation('a', { title: 'x'.repeat(999) })],
      ['create_index'],
    );
    expect(info!.labels['title']).toHaveLength(200);
  });
});

it('scoreFrame has one row a score and selects by name', () => {
  const score = {
    target: 'main',
    name: 'hit ratio',
    value: 0.5,
    unit: 'percentunit',
    description: 'd',
    labels: { cache: 'redis' },
  };
  const scores = [score, { ...score, name: 'evictions' }];
  const frame = scoreFrame(scores, { refId: 'A', kind: 'score', name: 'hit ratio' });
  expect(frame.schema.fields.map(({ name, type }) => [name, type])).toEqual(
    SCORE_FIELDS.map((name) => [name, name === 'value' ? 'number' : 'string']),
  );
  expect(frame.data.values).toEqual([['main'], ['hit ratio'], [0.5], ['percentunit'], ['d'], ['{"cache":"redis"}']]);
  expect(scoreFrame(scores, { refId: 'A', kind: 'score' }).data.values[0]).toHaveLength(2);
});
