import { type DataFrame } from '@grafana/data';
import { FIELDS, type FrameCustom } from '@presage/contract/frames';
import { type BandedSeries, readBandedSeries } from './banded-series';
import { type Cell, numberColumn } from './columns';
import { insightMeta } from './insight';

/** A measured series with what was expected of it and how odd each point is: 1 is the edge of normal. */
export interface AnomalySeries extends BandedSeries {
  score: Cell[];
  /** The model has not seen enough yet; its scores mean nothing. */
  warmup: boolean;
  sensitivity: string;
}

/** A run of neighbouring points beyond the edge of normal. */
export interface AnomalyRun {
  from: number;
  to: number;
  /** Index of the point with the highest score. */
  peak: number;
  score: number;
}

/** Reads anomaly series frames; frames without a time and a value are left out. */
export function readAnomalies(frames: DataFrame[]): AnomalySeries[] {
  return readBandedSeries(frames, FIELDS.expected).map((series) => {
    const meta: Partial<FrameCustom> = insightMeta(series.frame) ?? {};
    return {
      ...series,
      score: numberColumn(series.frame, FIELDS.score, series.rows),
      warmup: meta.warmup === true,
      sensitivity: typeof meta.sensitivity === 'string' ? meta.sensitivity : '',
    };
  });
}

/** Indices of the measured points whose score is at or beyond the edge of normal; none while the model warms up. */
export function anomalousPoints(series: AnomalySeries): number[] {
  if (series.warmup) {
    return [];
  }
  return series.score.flatMap((score, index) =>
    score !== null && Math.abs(score) >= 1 && series.actual[index] !== null ? [index] : []
  );
}

/** Neighbouring anomalous points joined into runs, in order of time. */
export function anomalyRuns(series: AnomalySeries): AnomalyRun[] {
  const runs: AnomalyRun[] = [];
  let previous = -2;
  for (const index of anomalousPoints(series)) {
    const score = Math.abs(series.score[index] ?? 0);
    const run = runs[runs.length - 1];
    if (run && index === previous + 1) {
      run.to = series.times[index];
      if (score > run.score) {
        run.peak = index;
        run.score = score;
      }
    } else {
      runs.push({ from: series.times[index], to: series.times[index], peak: index, score });
    }
    previous = index;
  }
  return runs;
}
