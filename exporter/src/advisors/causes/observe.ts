import type { PrometheusSeries, Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import type { CauseJob } from './config.js';

/** Series of what is explained and of what may explain it. */
export interface CauseObservation {
  symptoms: PrometheusSeries[];
  candidates: PrometheusSeries[];
}

/** More series than this many times the limit are not even read. */
const READ_FACTOR = 20;

/** Reads both expressions over the window. */
export async function observe(
  { target, config }: Job<CauseJob>,
  sources: Sources,
  signal: AbortSignal,
): Promise<CauseObservation> {
  const source = sources.prometheus(target);
  const ask = (expr: string) =>
    source.range({ expr, ...config.window, maxSeries: config.maxSeries * READ_FACTOR }, signal);
  const symptoms = ask(config.expr);
  const candidates = config.among === config.expr ? symptoms : ask(config.among);
  const [first, second] = await Promise.all([symptoms, candidates]);
  return { symptoms: first, candidates: second };
}
