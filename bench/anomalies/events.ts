import type { LabelledSeries } from './data.js';

/** What one threshold for all series finds of the labelled segments. */
export interface EventScores {
  segments: number;
  seriesWeeks: number;
  averagePrecision: number;
  bestF1: number;
  /** Share of the segments found at the threshold with at most one false alarm a series and week. */
  recallAtOneFalseAlarm: number;
  thresholdAtOneFalseAlarm: number;
  /** What a score of 1 finds, and how many false alarms a series and week it costs. */
  recallAtScoreOne: number;
  falseAlarmsAtScoreOne: number;
  /** Points from the start of a found segment to its first alarm at that threshold. */
  medianDelay: number;
}

/** Points in which an alarm counts as in time: the start and seven more. */
const IN_TIME = 8;
const SKIPPED_DAYS = 2;
const BLOCK = 10;
const GUARD_BEFORE = 3;
const GUARD_AFTER = 10;

/**
 * Events on a grid of one minute: a segment is found if an alarm falls in its first eight points, false alarms are
 * counted per block of ten minutes outside the segments (and a guard around them), the first two days are not counted.
 */
export function eventScores(corpus: readonly LabelledSeries[], scores: readonly ArrayLike<number>[]): EventScores {
  const skipped = SKIPPED_DAYS * 1_440;
  const segments: { peak: number; scores: number[] }[] = [];
  const falseAlarms: number[] = [];
  let points = 0;
  corpus.forEach(({ events, values }, index) => {
    const own = scores[index]!;
    points += Math.max(0, values.length - skipped);
    const counted = new Uint8Array(values.length).fill(1, skipped);
    for (const [start, end] of events) {
      counted.fill(0, Math.max(0, start - GUARD_BEFORE), end + GUARD_AFTER + 1);
      if (start < skipped) continue;
      const first = Array.from({ length: Math.min(IN_TIME, end - start + 1) }, (_, i) => own[start + i]!);
      segments.push({ peak: Math.max(...first), scores: first });
    }
    for (let block = skipped; block < values.length; block += BLOCK) {
      let peak = 0;
      for (let i = block; i < Math.min(values.length, block + BLOCK); i++)
        if (counted[i]) peak = Math.max(peak, own[i]!);
      if (peak > 0) falseAlarms.push(peak);
    }
  });
  const seriesWeeks = points / 10_080;
  const curve = precisionAndRecall(
    segments.map(({ peak }) => peak),
    falseAlarms,
  );
  const allowed = curve.filter(({ falseAlarms: count }) => count <= seriesWeeks).at(-1);
  const threshold = allowed?.threshold ?? Infinity;
  const delays = segments.flatMap(({ scores: first }) => {
    const delay = first.findIndex((score) => score >= threshold);
    return delay < 0 ? [] : [delay];
  });
  return {
    segments: segments.length,
    seriesWeeks,
    averagePrecision: curve.reduce(
      (sum, { precision, recall }, i) => sum + precision * (recall - (curve[i - 1]?.recall ?? 0)),
      0,
    ),
    bestF1: Math.max(0, ...curve.map(({ precision, recall }) => (2 * precision * recall) / (precision + recall || 1))),
    recallAtOneFalseAlarm: allowed?.recall ?? 0,
    thresholdAtOneFalseAlarm: threshold,
    recallAtScoreOne: segments.filter(({ peak }) => peak >= 1).length / segments.length,
    falseAlarmsAtScoreOne: falseAlarms.filter((peak) => peak >= 1).length / seriesWeeks,
    medianDelay: delays.sort((a, b) => a - b)[delays.length >> 1] ?? NaN,
  };
}

interface Operating {
  threshold: number;
  precision: number;
  recall: number;
  falseAlarms: number;
}

/** One entry for each threshold at which something changes, the highest first. */
function precisionAndRecall(found: readonly number[], falseAlarms: readonly number[]): Operating[] {
  const all = [
    ...found.filter((score) => score > 0).map((score) => ({ score, hit: 1 })),
    ...falseAlarms.map((score) => ({ score, hit: 0 })),
  ].sort((a, b) => b.score - a.score);
  const curve: Operating[] = [];
  let hits = 0;
  all.forEach(({ score, hit }, index) => {
    hits += hit;
    if (all[index + 1]?.score === score) return;
    curve.push({
      threshold: score,
      precision: hits / (index + 1),
      recall: hits / found.length,
      falseAlarms: index + 1 - hits,
    });
  });
  return curve;
}
