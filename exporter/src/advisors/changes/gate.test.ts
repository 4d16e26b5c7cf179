import { gateRequest, type GateRequest } from '@presage/contract/gate';
import { compare } from '../../analysis/changepoints/compare.js';
import { configSchema } from '../../config/config.js';
import type { ChangeFindings } from './analyse.js';
import { gateAnswer, gateJob } from './gate.js';

const NOW = 1_700_000_030;
const config = configSchema.parse({
  targets: { prometheus: [{ name: 'first' }, { name: 'second' }] },
  limits: { points: 10_000 },
});
const ask = (request: Partial<Record<keyof GateRequest, unknown>>) =>
  gateJob(gateRequest.parse({ expr: 'up', ...request }), config, NOW);

describe('gateJob', () => {
  it('reads the seasons before the moment and judges what follows', () => {
    const { target, config: job } = ask({ at: '1h' });
    const at = 1_699_996_440;
    expect(target).toBe('first');
    expect(job.gate).toEqual({ at });
    expect(job.window).toEqual({ from: at - 4 * 86_400, to: at + 29 * 60, step: 60 });
  });

  it('compares the newest with another expression', () => {
    const { target, config: job } = ask({ baseline: 'down', after: '10m', target: 'second' });
    expect(target).toBe('second');
    expect(job.gate).toEqual({ at: 1_699_999_440, baseline: 'down' });
    expect(job.window).toEqual({ from: 1_699_999_440, to: 1_699_999_980, step: 60 });
  });

  it.each([[1_699_996_440], ['1699996440'], ['2023-11-14T21:14:00Z'], [' 1h ']])('takes %p for a moment', (at) => {
    expect(ask({ at }).config.gate!.at).toBe(1_699_996_440);
  });

  it.each([
    [{ at: 'yesterday' }, 'PRS_QUERY_INVALID'],
    [{ at: 1.7e12 }, 'PRS_QUERY_INVALID'],
    [{ at: -1 }, 'PRS_QUERY_INVALID'],
    [{ at: 1, step: '0s' }, 'PRS_QUERY_INVALID'],
    [{ at: 1, step: '1h' }, 'PRS_QUERY_INVALID'],
    [{ at: 1, step: '1s' }, 'PRS_QUERY_TOO_LARGE'],
    [{ at: 1, target: 'third' }, 'PRS_TARGET_UNKNOWN'],
  ])('refuses %p', (request, code) => {
    expect(() => ask(request)).toThrow(expect.objectContaining({ code }));
  });
});

describe('gateAnswer', () => {
  const level = (value: number) => Array.from({ length: 40 }, (_, i) => value * (1 + 0.02 * Math.sin(i * i)));
  const findings = (levels: Record<string, number | undefined>, dropped = 0): ChangeFindings => ({
    dropped,
    rules: [
      {
        rule: ask({ at: 1 }).config.rules[0]!,
        series: Object.entries(levels).map(([title, value]) => ({
          labels: {},
          changes: [],
          title,
          ...(value !== undefined && { comparison: compare(level(100), level(value)) }),
        })),
      },
    ],
  });

  it('gives the verdict of the worst series and tells of each', () => {
    expect(gateAnswer(findings({ a: 60, b: 100 })).verdict).toBe('same');
    expect(gateAnswer(findings({ a: 60 })).verdict).toBe('better');
    const { verdict, series, notices } = gateAnswer(findings({ a: 60, b: 130, c: 100 }));
    expect(verdict).toBe('worse');
    expect(notices).toEqual([]);
    expect(series.map((one) => one.verdict)).toEqual(['better', 'worse', 'same']);
    expect(series[1]).toMatchObject({ series: 'b', baseline: { points: 40 }, candidate: { points: 40 } });
    expect(series[1]!.effect).toBeCloseTo(0.3, 5);
    expect(series[1]!.text).toMatch(/^30 % higher/);
  });

  it('names what has nothing to be compared with', () => {
    const { notices } = gateAnswer(findings({ a: 100, b: undefined }, 3));
    expect(notices.map(({ text }) => text)).toEqual([
      'The baseline has no series for: b.',
      '3 more series were left out by the limit.',
    ]);
    expect(() => gateAnswer(findings({ a: undefined }))).toThrow(
      expect.objectContaining({ code: 'PRS_SERIES_TOO_SHORT' }),
    );
  });
});
