import { explain } from './explain.js';
import type { Verdict } from './verdict.js';

const DAY = 86_400;
const TIME = Date.parse('2026-01-06T14:05:00Z') / 1000;
const verdict = (more: Partial<Verdict>): Verdict => ({
  time: TIME,
  value: 310,
  warmup: false,
  active: true,
  odd: true,
  score: 2,
  expected: 100,
  lower: 90,
  upper: 110,
  detector: 'seasonal',
  direction: 'above',
  ...more,
});

describe('explain', () => {
  it('gives a ratio where one says more', () => {
    expect(explain(verdict({}), DAY)).toBe('3.1 times above what 14:05 UTC sees (310 instead of 100)');
    expect(explain(verdict({ value: 50 }), 7 * DAY)).toBe(
      '2 times below what Tuesdays 14:05 UTC sees (50 instead of 100)',
    );
  });

  it('gives a difference near the usual value, at zero and below', () => {
    expect(explain(verdict({ value: 112 }), 3_600)).toContain('12 above what this time of the season sees');
    expect(explain(verdict({ value: 0 }), DAY)).toContain('100 below');
    expect(explain(verdict({ value: -5, expected: 3 }), DAY)).toContain('8 below');
  });

  it('keeps numbers short', () => {
    expect(explain(verdict({ value: 0.123456, expected: 0.0123456 }), DAY)).toContain('(0.123 instead of 0.0123)');
  });

  it('says how many series are odd together', () => {
    expect(explain(verdict({}), DAY, { odd: 4, of: 5 })).toMatch(/; the same in 4 of 5 series$/);
    expect(explain(verdict({}), DAY, { odd: 1, of: 5 })).not.toContain('same');
    expect(explain(verdict({}), DAY, { odd: 1, of: 1 })).not.toContain('same');
  });

  it('says what was deployed before', () => {
    const company = { odd: 4, of: 5, noun: 'replicas' };
    expect(explain(verdict({}), DAY, company, { version: '1.8.2', seconds: 130 })).toMatch(
      /; the same in 4 of 5 replicas; started 2 minutes after version 1\.8\.2$/,
    );
    expect(explain(verdict({}), DAY, undefined, { seconds: 60 })).toMatch(/; started 1 minute after a deployment$/);
    expect(explain(verdict({}), DAY, undefined, { seconds: 10 })).toMatch(/; started with a deployment$/);
  });

  it('has words for each detector', () => {
    expect(explain(verdict({ detector: 'absent', value: NaN }), DAY)).toBe('missing for longer than it ever was');
    expect(explain(verdict({ detector: 'flat' }), DAY)).toBe('stuck at 310 for longer than is usual');
    expect(explain(verdict({ detector: 'range', value: -1 }), DAY)).toContain('-1, outside');
    expect(explain(verdict({ detector: 'peer' }), DAY)).toContain('above what its peers show');
    expect(explain(verdict({ detector: 'level', value: 105 }), DAY)).toBe(
      'above its usual level since a while (now 105)',
    );
    expect(explain(verdict({ detector: 'record', expected: undefined }), DAY)).toBe('310, which it never was');
  });
});
