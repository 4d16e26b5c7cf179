import { compare } from '../../exporter/src/analysis/changepoints/compare.js';
import { detectChanges } from '../../exporter/src/analysis/changepoints/detect.js';

const SERIES = 60;
const LENGTH = 300;
const AT = 150;
const NEAR = 5;

type Background = (index: number, random: () => number, memory: number[]) => number;

/** Noise of unit spread at each moment, on what operations see. */
export const BACKGROUNDS: Record<string, Background> = {
  noise: (_, random) => random(),
  'heavy tails': (_, random) => random() / Math.sqrt((random() ** 2 + random() ** 2 + random() ** 2) / 3),
  skewed: (_, random) => Math.exp(random()),
  season: (index, random) => 5 * Math.sin((2 * Math.PI * index) / 24) + random(),
  trend: (index, random) => 0.05 * index + random(),
  spikes: (index, random) => random() + (index % 53 === 50 ? 20 : 0),
  'memory 0.5': (_, random, memory) => (memory[0] = 0.5 * (memory[0] ?? 0) + random()),
  'random walk': (_, random, memory) => (memory[0] = (memory[0] ?? 0) + random()),
};

/** False changes a series, share of steps of three spreads that are found, and false changes beside them. */
export function plantedSteps() {
  return Object.entries(BACKGROUNDS).map(([background, value]) => {
    let [quiet, found, beside] = [0, 0, 0];
    for (let seed = 1; seed <= SERIES; seed++) {
      quiet += detectChanges(generate(value, seed, 0)).length;
      const changes = detectChanges(generate(value, seed, 3)).map(({ index }) => index);
      const hit = changes.some((index) => Math.abs(index - AT) <= NEAR);
      found += hit ? 1 : 0;
      beside += changes.length - (hit ? 1 : 0);
    }
    return { background, falseChanges: quiet / SERIES, found: found / SERIES, falseBeside: beside / SERIES };
  });
}

/** Shares of verdicts of the gate on 30 points a side: nothing changed, a tenth slower. The noise is 4 % of the level. */
export function plantedRegressions() {
  return Object.entries(BACKGROUNDS)
    .filter(([background]) => !['season', 'trend', 'random walk'].includes(background))
    .map(([background, value]) => {
      const verdicts = (step: number) =>
        Array.from({ length: SERIES }, (_, seed) => {
          const all = generate(value, seed + 1, 0).map((noise, i) => 100 + 4 * noise + (i >= AT ? step : 0));
          return compare(all.slice(AT - 30, AT), all.slice(AT, AT + 30)).verdict;
        });
      const share = (all: string[], verdict: string) => all.filter((one) => one === verdict).length / SERIES;
      const [same, slower] = [verdicts(0), verdicts(10)];
      return {
        background,
        falseAlarms: share(same, 'worse') + share(same, 'better'),
        unsure: share(same, 'unsure'),
        found: share(slower, 'worse'),
      };
    });
}

function generate(value: Background, seed: number, step: number): number[] {
  let state = seed * 7_919 + 13;
  const uniform = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const random = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const memory: number[] = [];
  for (let i = 0; i < 20; i++) random();
  return Array.from({ length: LENGTH }, (_, i) => value(i, random, memory) + (i >= AT ? step : 0));
}
