import { configSchema } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import { noise } from '../../../testing/noise.js';
import { analyse, type ForecastFindings } from './analyse.js';
import { forecastJobs } from './config.js';
import type { ForecastObservation } from './observe.js';
import { sharedSeries } from './shared.js';
import { split } from './split.js';

const HOUR = 3_600;
const NOW = 1_700_000_000 - (1_700_000_000 % HOUR);
const jobOf = (maxSeries: number) =>
  forecastJobs(
    configSchema.parse({
      targets: { prometheus: [{ name: 'main', url: 'http://a' }] },
      advisors: {
        forecasts: {
          max_series: maxSeries,
          rules: [
            { name: 'disk', expr: 'used', horizon: '2d', thresholds: [{ name: 'full', value: 'size' }] },
            { name: 'broken', expr: 'oops', horizon: '2d' },
            { name: 'load', expr: 'load', horizon: '1d' },
          ],
        },
      },
    }),
  )[0]!;
const job = jobOf(20);
const [disk, broken, load] = job.config.rules;
const times = Array.from({ length: 120 }, (_, i) => NOW - (119 - i) * HOUR);

function series(name: string, seed: number, end = NOW): PrometheusSeries {
  const random = noise(seed, 2);
  const own = times.filter((time) => time <= end);
  return {
    labels: { __name__: name, device: `sd${seed}`, instance: 'db' },
    times: own,
    values: own.map((_, i) => 50 + seed + 10 * Math.sin(i / 4) + random()),
  };
}

/** What was published of a disk for each of the last hours. */
function published(seed: number): PrometheusSeries[] {
  const moments = times.slice(-24);
  return ['value', 'lower', 'upper'].map((bound, index) => ({
    labels: {
      __name__: `presage_forecast_${bound}`,
      forecast: 'disk',
      horizon: '1h',
      device: `sd${seed}`,
      instance: 'exporter',
      exported_instance: 'db',
    },
    times: moments,
    values: moments.map(() => 50 + seed + [0, -30, 30][index]!),
  }));
}

const disks = Array.from({ length: 8 }, (_, index) => series('used', index));
const observation: ForecastObservation = {
  now: NOW,
  rules: [
    {
      rule: disk!,
      outcome: { value: [...disks, series('used', 99, NOW - 24 * HOUR)].map(sharedSeries) },
      thresholds: { full: { value: disks.map(({ labels }) => ({ labels, times: [NOW], values: [100] })) } },
    },
    { rule: broken!, outcome: { error: { code: 'PRS_SOURCE_QUERY', message: 'oops', hint: '' } }, thresholds: {} },
    { rule: load!, outcome: { value: [series('load', 7), series('load', 8)].map(sharedSeries) }, thresholds: {} },
  ],
  published: [{ horizon: '1h', series: disks.slice(0, 3).flatMap((_, index) => published(index)) }],
};

async function inPieces(given: ForecastObservation, own = job, previous?: ForecastFindings) {
  const { pieces, join } = await split(given, own, previous, 300);
  return { pieces, findings: join(pieces.map((piece) => analyse(piece.observation, own, piece.previous))) };
}

describe('split', () => {
  it('gives in pieces what the whole gives', async () => {
    const { pieces, findings } = await inPieces(observation);
    expect(pieces.length).toBeGreaterThan(1);
    expect(findings).toEqual(analyse(observation, job, undefined));
    expect(findings.rules.map(({ series }) => series.length)).toEqual([8, 0, 2]);
    expect(findings.rules[0]!.series[2]!.accuracy['1h']?.checks).toBe(24);
    expect(findings.rules[1]!.error?.code).toBe('PRS_SOURCE_QUERY');
  });

  it('keeps what the previous findings still serve for', async () => {
    const { findings } = await inPieces(observation);
    const again = { now: NOW + 60, rules: observation.rules };
    const next = await inPieces(again, job, findings);
    expect(next.findings).toEqual(analyse(again, job, findings));
    expect(next.findings.checkedAt).toBe(NOW);
    expect(next.findings.rules[0]!.series[5]!.outcome).toBe(findings.rules[0]!.series[5]!.outcome);
  });

  it('holds the cap over all pieces', async () => {
    const few = jobOf(5);
    const { findings } = await inPieces(observation, few);
    expect(findings.dropped).toBe(5);
    expect(findings).toEqual(analyse(observation, few, undefined));
  });

  it('makes one piece of nothing, and tells the error of a threshold', async () => {
    const nothing: ForecastObservation = {
      now: NOW,
      rules: [
        {
          rule: disk!,
          outcome: { value: [] },
          thresholds: { full: { error: { code: 'PRS_SOURCE_QUERY', message: 'x', hint: '' } } },
        },
      ],
    };
    const { pieces, findings } = await inPieces(nothing);
    expect(pieces).toHaveLength(1);
    expect(findings.rules[0]).toMatchObject({ error: { message: 'x' }, series: [] });
  });
});
