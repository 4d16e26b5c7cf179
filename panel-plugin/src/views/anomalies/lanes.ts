import { type AnomalySeries, anomalyRuns } from '../../data/anomalies';

/** How odd a stretch of a lane is: close to the edge of normal, beyond it, far beyond it. */
export const LEVELS = [0.5, 1, 2] as const;
export type Level = (typeof LEVELS)[number];

/** One series over the range of the panel, cut into stretches of equal length. */
export interface Lane {
  name: string;
  /** Colour of the series in the chart. */
  color: string;
  warmup: boolean;
  /** Number of anomalies, and the highest score among them. */
  anomalies: number;
  worst: number;
  /** Highest score of each stretch; 0 where nothing was measured. */
  scores: number[];
}

/** One lane a series, the worst first; series that still learn come last. */
export function anomalyLanes(
  series: AnomalySeries[],
  chart: Array<{ color: string }>,
  range: { from: number; to: number },
  stretches: number
): Lane[] {
  const lanes = series.map((one, index): Lane => {
    const runs = anomalyRuns(one);
    return {
      name: one.name,
      color: chart[index].color,
      warmup: one.warmup,
      anomalies: runs.length,
      worst: Math.max(0, ...runs.map(({ score }) => score)),
      scores: one.warmup ? [] : highestScores(one, range, stretches),
    };
  });
  return lanes.sort((a, b) => Number(a.warmup) - Number(b.warmup) || b.worst - a.worst);
}

/** SVG path of all stretches of one level, as bars that stand on the bottom of the lane; higher scores stand higher. */
export function levelPath({ scores }: Pick<Lane, 'scores'>, level: Level, width: number, height: number): string {
  const stretch = width / scores.length;
  return scores
    .flatMap((score, index) => {
      if (levelOf(score) !== level) {
        return [];
      }
      const bar = Math.max(2, Math.min(score / 4, 1) * height);
      return [`M${short(index * stretch)},${height}v${short(-bar)}h${short(Math.max(stretch, 1))}v${short(bar)}z`];
    })
    .join('');
}

function levelOf(score: number): Level | undefined {
  return [...LEVELS].reverse().find((level) => score >= level);
}

function highestScores({ times, score }: AnomalySeries, { from, to }: { from: number; to: number }, stretches: number) {
  const highest = new Array<number>(stretches).fill(0);
  times.forEach((time, index) => {
    const place = Math.min(Math.floor(((time - from) / (to - from)) * stretches), stretches - 1);
    if (place >= 0 && time <= to) {
      highest[place] = Math.max(highest[place], Math.abs(score[index] ?? 0));
    }
  });
  return highest;
}

function short(value: number): number {
  return Math.round(value * 10) / 10;
}
