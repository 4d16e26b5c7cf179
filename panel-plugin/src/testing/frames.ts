import { type DataFrame, type FieldConfig, toDataFrame } from '@grafana/data';
import {
  CAUSE_FIELDS,
  CHANGE_FIELDS,
  FIELDS,
  type Frame,
  type FrameCustom,
  type FrameField,
  type FrameMeta,
  type FrameValue,
  RECOMMENDATION_FIELDS,
  SCORE_FIELDS,
} from '@presage/contract/frames';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** 2025-11-21 08:00 UTC. */
export const NOW = 1_763_712_000_000;

/** A frame as it arrives from the exporter, made what a panel gets. */
export function receive(frame: Frame): DataFrame {
  return toDataFrame(JSON.parse(JSON.stringify(frame)));
}

interface SeriesOptions {
  custom?: Partial<FrameCustom>;
  meta?: Partial<FrameMeta>;
  labels?: Record<string, string>;
  config?: FieldConfig;
  refId?: string;
}

/**
 * Hourly forecast frame: history 10, 20, 30 with the last at NOW; prediction 40 to 80 in the five hours after it,
 * interval ± 10.
 */
export function forecastFrame({ custom, meta, labels, config, refId = 'A' }: SeriesOptions = {}): DataFrame {
  const times = Array.from({ length: 8 }, (_, index) => NOW + (index - 2) * HOUR);
  const future = [40, 50, 60, 70, 80];
  const gap = [null, null, null];
  const none = future.map(() => null);
  return seriesFrame(
    refId,
    {
      type: 'timeseries-wide',
      ...meta,
      custom: {
        presage: 1,
        kind: 'forecast',
        name: 'connections',
        expr: 'pg_stat_activity_count',
        now: NOW,
        level: 0.9,
        models: ['mstl'],
        seasons: [86_400],
        confidence: 0.8,
        backtestError: 2,
        thresholds: [],
        ...custom,
      },
    },
    times,
    [
      [FIELDS.actual, [10, 20, 30, ...none]],
      [FIELDS.predicted, [...gap, ...future]],
      [FIELDS.lower, [...gap, ...future.map((value) => value - 10)]],
      [FIELDS.upper, [...gap, ...future.map((value) => value + 10)]],
    ],
    labels,
    config
  );
}

/** The forecast frame with the intervals ± 6 and ± 3 within its own. */
export function nestedFrame(options: SeriesOptions = {}): DataFrame {
  const frame = forecastFrame(options);
  const predicted = frame.fields.find(({ name }) => name === FIELDS.predicted)!;
  const shifted = (name: string, by: number) => ({
    ...predicted,
    name,
    values: predicted.values.map((value: number | null) => (value === null ? null : value + by)),
  });
  frame.fields.push(shifted(FIELDS.lower80, -6), shifted(FIELDS.upper80, 6));
  frame.fields.push(shifted(FIELDS.lower50, -3), shifted(FIELDS.upper50, 3));
  return frame;
}

/** The forecast frame with a scenario of twice the values beside it. */
export function scenarioFrame(custom: Partial<FrameCustom> = {}): DataFrame {
  const scenario = { growth: 2, start: NOW, end: NOW, growthOf: 'level' as const, thresholds: [], ...custom.scenario };
  const frame = forecastFrame({ custom: { ...custom, scenario } });
  const doubled: Array<[string, string]> = [
    [FIELDS.predicted, FIELDS.scenario],
    [FIELDS.lower, FIELDS.scenarioLower],
    [FIELDS.upper, FIELDS.scenarioUpper],
  ];
  for (const [from, name] of doubled) {
    const field = frame.fields.find((one) => one.name === from);
    if (field) {
      const values = field.values.map((value: number | null) => (value === null ? null : 2 * value));
      frame.fields.push({ ...field, name, values });
    }
  }
  return frame;
}

/** Hourly anomaly series of six points up to NOW: expected 10 ± 2; the scores say which are odd. */
export function anomalyFrame(
  scores: Array<number | null> = [0, 0.2, 2, 3, 0.1, 1],
  { custom, labels, refId = 'B' }: SeriesOptions = {}
): DataFrame {
  const times = scores.map((_, index) => NOW - (scores.length - 1 - index) * HOUR);
  return seriesFrame(
    refId,
    {
      type: 'timeseries-wide',
      custom: {
        presage: 1,
        kind: 'anomaly',
        name: 'latency',
        expr: 'latency_seconds',
        warmup: false,
        sensitivity: 'medium',
        ...custom,
      },
    },
    times,
    [
      [FIELDS.actual, scores.map((score) => 10 + 2 * (score ?? 0))],
      [FIELDS.expected, scores.map(() => 10)],
      [FIELDS.lower, scores.map(() => 8)],
      [FIELDS.upper, scores.map(() => 12)],
      [FIELDS.score, scores],
    ],
    labels
  );
}

/** One annotation frame of the given rows. */
export function annotationFrame(rows: Array<Record<string, FrameValue>>, custom?: FrameCustom): DataFrame {
  const names = [FIELDS.time, FIELDS.timeEnd, FIELDS.title, FIELDS.text, FIELDS.tags];
  return receive({
    schema: {
      meta: { dataTopic: 'annotations', custom: custom ?? { presage: 1, kind: 'anomaly' } },
      fields: names.map((name): FrameField => ({ name, type: name.startsWith('time') ? 'time' : 'string' })),
    },
    data: { values: names.map((name) => rows.map((row) => row[name] ?? null)) },
  });
}

type Row = Partial<Record<(typeof RECOMMENDATION_FIELDS)[number], FrameValue>>;

const RECOMMENDATION: Row = {
  id: 'aaaaaaaaaaaa',
  advisor: 'indexes',
  target: 'shop',
  action: 'create_index',
  object: 'shop.public.orders',
  title: 'Create an index on orders (customer_id)',
  reason: 'Two statements scan orders.',
  gainRatio: 0.4,
  sizeBytes: 1_048_576,
  confidence: 0.9,
  change: 'CREATE INDEX CONCURRENTLY ON orders (customer_id);',
  rollback: 'DROP INDEX orders_customer_id_idx;',
  evidence: '[{"label":"calls","value":"12 410"}]',
  labels: '{"datname":"shop"}',
  firstSeen: NOW - 2 * DAY,
  state: 'confirmed',
};

/** Recommendation table; each row is the standard one with changes. */
export function recommendationFrame(rows: Row[], config: FieldConfig = {}): DataFrame {
  const units: Record<string, string> = { gainRatio: 'percentunit', sizeBytes: 'bytes', confidence: 'percentunit' };
  const frame = receive({
    schema: {
      refId: 'A',
      meta: { type: 'table', custom: { presage: 1, kind: 'recommendation' } },
      fields: RECOMMENDATION_FIELDS.map(
        (name): FrameField => ({
          name,
          type: name === 'firstSeen' ? 'time' : units[name] ? 'number' : 'string',
          config: { unit: units[name] },
        })
      ),
    },
    data: {
      values: RECOMMENDATION_FIELDS.map((name) => rows.map((row) => ({ ...RECOMMENDATION, ...row })[name] ?? null)),
    },
  });
  frame.fields.forEach((field) => Object.assign(field.config, config));
  return frame;
}

/** Score table. */
export function scoreFrame(rows: Array<Partial<Record<(typeof SCORE_FIELDS)[number], FrameValue>>>): DataFrame {
  return receive({
    schema: {
      refId: 'A',
      meta: { type: 'table', custom: { presage: 1, kind: 'score' } },
      fields: SCORE_FIELDS.map((name): FrameField => ({ name, type: name === 'value' ? 'number' : 'string' })),
    },
    data: { values: SCORE_FIELDS.map((name) => rows.map((row) => row[name] ?? null)) },
  });
}

/** Curve of a cache of 1 000 objects under LRU and S3-FIFO; sizes 100, 1 000, 10 000. */
export function curveFrame(custom: Partial<FrameCustom> = {}, columns: Record<string, FrameValue[]> = {}): DataFrame {
  const values: Record<string, FrameValue[]> = {
    size: [100, 1_000, 10_000],
    lru: [0.9, 0.5, 0.1],
    s3fifo: [0.8, 0.3, 0.1],
    ...columns,
  };
  return receive({
    schema: {
      refId: 'A',
      meta: {
        type: 'numeric-wide',
        custom: {
          presage: 1,
          kind: 'curve',
          name: 'sessions',
          sizeUnit: 'objects',
          currentPolicy: 'lru',
          currentSize: 1_000,
          currentMissRatio: 0.52,
          requests: 50_000,
          sampledKeys: 4_000,
          confidence: 0.9,
          ...custom,
        },
      },
      fields: Object.keys(values).map((name): FrameField => ({ name, type: 'number' })),
    },
    data: { values: Object.values(values) },
  });
}

/** Change table; each row is the standard one, a rise of the latency at NOW, with changes. */
export function changeFrame(
  rows: Array<Partial<Record<(typeof CHANGE_FIELDS)[number], FrameValue>>>,
  custom: Partial<FrameCustom> = {}
): DataFrame {
  const standard = {
    time: NOW,
    series: 'latency',
    before: 0.2,
    after: 0.3,
    effect: 0.5,
    confidence: 0.9,
    verdict: 'worse',
    text: 'The mean rose by half.',
    labels: '{"instance":"app"}',
  };
  return tableFrame('change', CHANGE_FIELDS, ['before', 'after', 'effect', 'confidence'], standard, rows, custom);
}

/** Cause table of an incident of the hour before NOW; each row is the standard one with changes. */
export function causeFrame(
  rows: Array<Partial<Record<(typeof CAUSE_FIELDS)[number], FrameValue>>>,
  custom: Partial<FrameCustom> = {}
): DataFrame {
  const standard = {
    series: 'lock waits',
    score: 0.8,
    onset: NOW - HOUR,
    deviation: 7,
    direction: 'up',
    text: 'Rose to 7 times its usual spread.',
    labels: '{}',
  };
  return tableFrame('cause', CAUSE_FIELDS, ['score', 'deviation'], standard, rows, {
    name: 'checkout',
    expr: 'latency',
    start: NOW - HOUR,
    end: NOW,
    explanation: 'Lock waits rose first.',
    edges: [],
    ...custom,
  });
}

function tableFrame<N extends string>(
  kind: FrameCustom['kind'],
  names: readonly N[],
  numbers: N[],
  standard: Record<N, FrameValue>,
  rows: Array<Partial<Record<N, FrameValue>>>,
  custom: Partial<FrameCustom>
): DataFrame {
  const times = ['time', 'onset'];
  return receive({
    schema: {
      refId: 'A',
      meta: { type: 'table', custom: { presage: 1, kind, ...custom } },
      fields: names.map(
        (name): FrameField => ({
          name,
          type: times.includes(name) ? 'time' : numbers.includes(name) ? 'number' : 'string',
        })
      ),
    },
    data: { values: names.map((name) => rows.map((row) => ({ ...standard, ...row })[name] ?? null)) },
  });
}

function seriesFrame(
  refId: string,
  meta: FrameMeta,
  times: number[],
  columns: Array<[string, FrameValue[]]>,
  labels?: Record<string, string>,
  config: FieldConfig = {}
): DataFrame {
  const frame = receive({
    schema: {
      refId,
      meta,
      fields: [
        { name: FIELDS.time, type: 'time' },
        ...columns.map(([name]): FrameField => ({ name, type: 'number', labels })),
      ],
    },
    data: { values: [times, ...columns.map(([, values]) => values)] },
  });
  frame.fields.slice(1).forEach((field) => (field.config = { ...field.config, ...config }));
  return frame;
}
