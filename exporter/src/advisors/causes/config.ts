import type { InsightQuery } from '@presage/contract/api';
import { parseDuration, type Config } from '../../config/config.js';
import type { Job } from '../advisor.js';
import { alignedWindow, readableStep, type QueryWindow } from '../query-window.js';

/** One question for causes. */
export interface CauseJob {
  name: string;
  /** PromQL of what is explained, and of what may explain it. */
  expr: string;
  among: string;
  maxSeries: number;
  /** The asked range with as much before it. */
  window: QueryWindow;
  /** Unix seconds. */
  from: number;
}

/** Points of the asked range that a query aims at. */
const RANGE_POINTS = 300;

/** A job for a query of causes: the asked range, and as long before it to know what is usual. `range` in Unix milliseconds. */
export function causeOnDemand(
  query: InsightQuery,
  config: Config,
  range: { from: number; to: number },
  now: number,
): Job<CauseJob> | undefined {
  if (query.kind !== 'cause' || query.expr === undefined) return undefined;
  const target = query.target ?? config.targets.prometheus[0]?.name;
  if (target === undefined) return undefined;
  const end = Math.min(range.to / 1000, now);
  const asked = Math.max(60, end - range.from / 1000);
  const wanted = query.step === undefined ? readableStep(asked, RANGE_POINTS) : parseDuration(query.step)!;
  const step = Math.max(1, wanted, readableStep(2 * asked, config.limits.points));
  return {
    advisor: 'causes',
    target,
    config: {
      name: query.name ?? query.expr,
      expr: query.expr,
      among: query.among ?? query.expr,
      maxSeries: config.limits.series,
      window: alignedWindow(end, 2 * asked, step),
      from: end - asked,
    },
    intervalSeconds: 0,
    timeoutSeconds: config.limits.timeout,
  };
}
