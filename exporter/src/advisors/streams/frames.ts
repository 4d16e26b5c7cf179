import type { CurveQuery, InsightQuery } from '@presage/contract/api';
import type { CurveMeta, Frame, FrameField, Notice } from '@presage/contract/frames';
import type { CurvePoint } from '../../analysis/caching/curve.js';
import type { StreamReport, UnitReport } from '../../analysis/caching/streams/stream-report.js';
import type { Job } from '../advisor.js';
import { asksFor, recommendationFrame } from '../recommendation-frame.js';
import { scoreFrame, type Score } from '../score-frame.js';
import type { StreamsConfig } from './config.js';
import type { StreamFindings } from './findings.js';

const LOW_CONFIDENCE = 0.5;

/** The curve, the recommendations or the scores of a stream, where the query asks for them. */
export function streamFrames(findings: StreamFindings, query: InsightQuery, job: Job<StreamsConfig>): Frame[] {
  if (query.kind === 'curve') {
    const isAsked = (query.target ?? job.target) === job.target && (query.name ?? job.target) === job.target;
    return isAsked ? curveFrames(findings, query, job) : [];
  }
  if (query.kind !== 'recommendation' && query.kind !== 'score') return [];
  if (!asksFor(query, 'streams', job.target)) return [];
  if (query.kind === 'score') return findings.report ? [scoreFrame(scores(findings.report, job.target), query)] : [];
  return [recommendationFrame(findings.recommendations, query, notices(findings))];
}

function curveFrames(findings: StreamFindings, query: CurveQuery, job: Job<StreamsConfig>): Frame[] {
  const { report } = findings;
  const unit = query.sizeUnit === 'bytes' ? report?.bytes : report?.objects;
  if (!report || !unit) return [];
  const sizes = (unit.curves.lru ?? []).map(({ size }) => size);
  const curves = Object.entries(unit.curves).filter(([, curve]) => curve.length > 0);
  const fields: FrameField[] = [
    { name: 'size', type: 'number', config: { unit: unit.unit === 'bytes' ? 'bytes' : 'short', min: 0 } },
    ...curves.map(
      ([policy]): FrameField => ({ name: policy, type: 'number', config: { unit: 'percentunit', min: 0, max: 1 } }),
    ),
  ];
  const found = notices(findings);
  return [
    {
      schema: {
        name: job.target,
        refId: query.refId,
        meta: {
          type: 'table',
          typeVersion: [0, 1],
          preferredVisualisationType: 'graph',
          ...(found.length > 0 && { notices: found }),
          custom: { presage: 1, kind: 'curve', ...curveMeta(report, unit, job) },
        },
        fields,
      },
      data: { values: [sizes, ...curves.map(([, curve]) => column(sizes, curve))] },
    },
  ];
}

function column(sizes: readonly number[], curve: readonly CurvePoint[]): (number | null)[] {
  const known = new Map(curve.map(({ size, missRatio }) => [size, missRatio]));
  return sizes.map((size) => known.get(size) ?? null);
}

function curveMeta(report: StreamReport, unit: UnitReport, { target, config }: Job<StreamsConfig>): CurveMeta {
  const { observedMissRatio, presentMissRatio, size, policy } = report;
  const current = observedMissRatio ?? presentMissRatio;
  return {
    name: target,
    sizeUnit: unit.unit,
    requests: report.lookups,
    sampledKeys: report.sampledKeys,
    confidence: report.confidence,
    ...(report.presentPolicy && { currentPolicy: report.presentPolicy }),
    ...(unit.present !== undefined && { currentSize: unit.present }),
    ...(current !== undefined && { currentMissRatio: current }),
    ...(config.targetHitRatio !== undefined && { targetMissRatio: 1 - config.targetHitRatio }),
    ...(unit.target !== undefined && { targetSize: unit.target }),
    ...(unit.knee !== undefined && { kneeSize: unit.knee }),
    ...(size?.unit === unit.unit && { advisedSize: size.size }),
    ...(policy && policy.gain >= 0.01 && { advisedPolicy: policy.name }),
  };
}

function notices({ report, serverError }: StreamFindings): Notice[] {
  const found: Notice[] = [];
  if (!report) {
    found.push({ severity: 'info', text: 'Too few keys and look-ups were seen: curves need 500 sampled keys.' });
  } else if (report.confidence < LOW_CONFIDENCE) {
    found.push({ severity: 'warning', text: `Few keys were sampled: ${report.sampledKeys}.` });
  }
  if (serverError !== undefined) {
    found.push({ severity: 'warning', text: `The present size is not known: ${serverError}` });
  }
  return found;
}

/** Names of the scores that the advisor gives, with their units in Grafana. */
export const STREAM_SCORES = {
  'observed hit ratio': { unit: 'percentunit', description: 'How the cache answered the sampled look-ups' },
  'predicted hit ratio': { unit: 'percentunit', description: 'Predicted at the present size and policy' },
  'hit ratio as advised': { unit: 'percentunit', description: 'Predicted with the advised size and times to live' },
  'hit ratio without limit': { unit: 'percentunit', description: 'Predicted of a cache that never evicts' },
  'working set': { unit: 'short', description: 'Objects that a cache without limit holds at most' },
  'one-hit wonders': { unit: 'percentunit', description: 'Keys that were looked up once only' },
} as const;

function scores(report: StreamReport, target: string): Score[] {
  const hit = (missRatio: number | undefined) => (missRatio === undefined ? undefined : 1 - missRatio);
  const values: Record<keyof typeof STREAM_SCORES, number | undefined> = {
    'observed hit ratio': hit(report.observedMissRatio),
    'predicted hit ratio': hit(report.presentMissRatio),
    'hit ratio as advised': hit(report.advisedMissRatio),
    'hit ratio without limit': hit(report.unlimitedMissRatio),
    'working set': report.objects.workingSet,
    'one-hit wonders': report.oneHitRatio,
  };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [{ target, name, value, ...STREAM_SCORES[name as keyof typeof STREAM_SCORES], labels: { cache: target } }],
  );
}
