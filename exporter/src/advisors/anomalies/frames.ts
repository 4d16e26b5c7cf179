import type { InsightQuery } from '@presage/contract/api';
import {
  FIELDS,
  type FieldConfig,
  type Frame,
  type FrameField,
  type FrameValue,
  type Notice,
} from '@presage/contract/frames';
import { explain, type Release } from '../../analysis/anomaly/explain.js';
import { regions } from '../../analysis/anomaly/regions.js';
import type { Verdict } from '../../analysis/anomaly/verdict.js';
import type { AnomalyRule } from '../../config/config.js';
import { PresageError } from '../../error.js';
import type { Job } from '../advisor.js';
import { seriesTitle } from '../series-labels.js';
import type { AnomalyFindings, RuleFindings } from './analyse.js';
import type { AnomalyJob } from './config.js';
import type { SeriesFindings } from './score.js';
import { readVerdicts } from './verdict-history.js';

/** What was deployed longer before is hardly the reason. */
const BLAMED_SECONDS = 3_600;

type Range = { from: number; to: number };

/**
 * `series`: one wide frame a series with value, expected band and score. `annotations`: one frame with the regions of
 * all series in which something was odd.
 *
 * @throws the error of the rule that was asked for by name
 */
export function frames(findings: AnomalyFindings, query: InsightQuery, job: Job<AnomalyJob>, range: Range): Frame[] {
  if (query.kind !== 'anomaly') return [];
  const onDemand = job.config.window !== undefined;
  const rules = findings.rules.filter(({ rule }) => onDemand || query.name === undefined || rule.name === query.name);
  const failed = rules.find(({ error }) => error);
  if (failed?.error && rules.length === 1) throw new PresageError(failed.error.code, failed.error.message);
  if (query.format === 'annotations') return rules.length === 0 ? [] : [annotationFrame(rules, query.refId, range)];
  return rules.flatMap(({ rule, series }) =>
    series.map((one, index) => {
      const left = index === 0 && findings.dropped > 0 ? [droppedNotice(findings.dropped)] : [];
      return seriesFrame(one, rule, query.refId, range, left);
    }),
  );
}

function droppedNotice(dropped: number): Notice {
  return { severity: 'warning', text: `${dropped} more series were left out by the limit.` };
}

function within(series: SeriesFindings, { from, to }: Range): Verdict[] {
  return readVerdicts(series.history).filter(({ time }) => time * 1000 >= from && time * 1000 <= to);
}

function seriesFrame(series: SeriesFindings, rule: AnomalyRule, refId: string, range: Range, extra: Notice[]): Frame {
  const verdicts = within(series, range);
  const title = seriesTitle(rule.name, series.labels);
  const unit: FieldConfig = rule.unit === undefined ? {} : { unit: rule.unit };
  const number = (name: string, config: FieldConfig): FrameField => ({
    name,
    type: 'number',
    labels: series.labels,
    config,
  });
  const column = (value: (verdict: Verdict) => number | undefined): FrameValue[] =>
    verdicts.map((verdict) => value(verdict) ?? null);
  const warmup = series.last?.warmup ?? true;
  return {
    schema: {
      name: title,
      refId,
      meta: {
        type: 'timeseries-wide',
        typeVersion: [0, 1],
        executedQueryString: rule.expr,
        notices: [...(warmup ? [WARMUP_NOTICE] : []), ...extra],
        custom: {
          presage: 1,
          kind: 'anomaly',
          name: rule.name,
          expr: rule.expr,
          warmup,
          sensitivity: rule.sensitivity,
        },
      },
      fields: [
        { name: FIELDS.time, type: 'time' },
        number(FIELDS.actual, { ...unit, displayNameFromDS: title }),
        number(FIELDS.expected, { ...unit, displayNameFromDS: `${title} expected` }),
        number(FIELDS.lower, { ...unit, displayNameFromDS: `${title} lower` }),
        number(FIELDS.upper, {
          ...unit,
          displayNameFromDS: `${title} upper`,
          custom: { fillBelowTo: `${title} lower` },
        }),
        number(FIELDS.score, { displayNameFromDS: `${title} score` }),
      ],
    },
    data: {
      values: [
        column(({ time }) => time * 1000),
        column(({ value }) => (Number.isNaN(value) ? undefined : value)),
        column(({ expected }) => expected),
        column(({ lower }) => lower),
        column(({ upper }) => upper),
        column(({ score }) => score),
      ],
    },
  };
}

const WARMUP_NOTICE: Notice = {
  severity: 'info',
  text: 'Warming up: a score needs some 50 points, and two seasons until it knows what is usual at a time.',
};

function annotationFrame(rules: RuleFindings[], refId: string, range: Range): Frame {
  const rows = rules.flatMap((rule) => annotations(rule, range));
  const names = [FIELDS.time, FIELDS.timeEnd, FIELDS.title, FIELDS.text, FIELDS.tags, FIELDS.id] as const;
  return {
    schema: {
      name: 'anomalies',
      refId,
      meta: {
        dataTopic: 'annotations',
        custom: { presage: 1, kind: 'anomaly' },
      },
      fields: names.map((name) => ({ name, type: name === 'time' || name === 'timeEnd' ? 'time' : 'string' })),
    },
    data: { values: names.map((name) => rows.map((row) => row[name])) },
  };
}

function annotations({ rule, series, deployments }: RuleFindings, range: Range) {
  const found = series.flatMap((one) => regions(within(one, range)).map((region) => ({ one, region })));
  return found.map(({ one, region: { start, end, peak } }) => {
    const title = seriesTitle(rule.name, one.labels);
    const others = found.filter(({ region }) => region.start <= end && region.end >= start);
    const isKin = kinOf(one, rule);
    const odd = new Set(others.flatMap((other) => (isKin(other.one) ? other.one : [])));
    const company = {
      odd: odd.size,
      of: series.filter(isKin).length,
      ...(rule.peers_by && { noun: 'replicas' }),
    };
    return {
      time: start * 1000,
      timeEnd: end * 1000,
      title: `Anomaly in ${rule.name}`,
      text: `${title} is ${explain(peak, rule.season, company, releaseBefore(deployments, start))}.`,
      tags: ['anomaly', peak.detector, rule.name.replaceAll(',', ' ')].filter(Boolean).join(','),
      id: `${title}@${start}`,
    };
  });
}

/** Series that say how widespread it is: replicas of the same where the rule knows them, else all of the rule. */
function kinOf({ labels }: SeriesFindings, { peers_by: by = [] }: AnomalyRule): (other: SeriesFindings) => boolean {
  return (other) => by.every((name) => other.labels[name] === labels[name]);
}

/** The newest deployment of the hour before. */
function releaseBefore(deployments: RuleFindings['deployments'], start: number): Release | undefined {
  const last = deployments.filter(({ time }) => time <= start && start - time <= BLAMED_SECONDS).at(-1);
  return last && { version: last.version, seconds: start - last.time };
}
