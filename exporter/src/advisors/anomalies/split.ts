import type { AnalysisPieces, Job } from '../advisor.js';
import { analyseInTurns, type AnomalyFindings } from './analyse.js';
import type { AnomalyJob } from './config.js';
import type { AnomalyObservation } from './observe.js';

type Pieces = AnalysisPieces<AnomalyObservation, AnomalyFindings>;

/** New points of one series, and of all, whose scores cost less than the way of what is known to another thread. */
const FEW_POINTS = 100;
const FEW_IN_ALL = 100_000;

/** New points are scored here, in turns; a whole history in one piece elsewhere. */
export async function split(
  observation: AnomalyObservation,
  job: Job<AnomalyJob>,
  previous: AnomalyFindings | undefined,
): Promise<Pieces> {
  const lengths = observation.rules.flatMap(({ outcome }) =>
    'error' in outcome ? [] : outcome.value.series.map(({ times }) => times.length),
  );
  const isFew = lengths.every((length) => length <= FEW_POINTS);
  if (!isFew || lengths.reduce((sum, length) => sum + length, 0) > FEW_IN_ALL) {
    return { pieces: [{ observation, previous }], join: ([findings]) => findings! };
  }
  const findings = await analyseInTurns(observation, job, previous);
  return { pieces: [], join: () => findings };
}
