import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'presage-gate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A file of series, each with 40 points around its level. */
function file(name: string, levels: Record<string, number>, points = 40): string {
  const rows = Object.entries(levels).flatMap(([series, level]) =>
    Array.from({ length: points }, (_, i) => `${series},${i * 60},${level * (1 + 0.02 * Math.sin(i * i))}`),
  );
  const path = join(folder, name);
  writeFileSync(path, ['series,timestamp,value', ...rows].join('\n'));
  return path;
}

function gate(...flags: string[]) {
  const { stdout, stderr, status } = spawnSync('node', [main, 'gate', ...flags], { encoding: 'utf8' });
  return { lines: stdout.trim().split('\n'), stderr, status };
}

describe('presage gate', () => {
  it('passes what is the same and fails what is worse', () => {
    const before = file('before.csv', { p50: 100, p99: 400 });
    const same = gate('--baseline', before, '--candidate', file('same.csv', { p99: 402, p50: 100 }));
    expect(same.status).toBe(0);
    expect(same.lines.map((line) => line.split(' ')[0])).toEqual(['same', 'same']);
    const worse = gate('--baseline', before, '--candidate', file('worse.csv', { p50: 100, p99: 460 }));
    expect(worse.status).toBe(2);
    expect(worse.lines[1]).toMatch(/^worse {2}p99: 15 % higher \(\d+ instead of \d+\), [\d.]+ % sure$/);
  });

  it('reads the direction, the smallest effect and the confidence', () => {
    const files = ['--baseline', file('a.csv', { rate: 100 }), '--candidate', file('b.csv', { rate: 92 })];
    expect(gate(...files).lines[0]).toMatch(/^better/);
    expect(gate(...files, '--direction', 'higher-is-better').status).toBe(2);
    expect(gate(...files, '--direction', 'higher-is-better', '--minimum-effect', '0.1').status).toBe(0);
    expect(gate(...files, '--direction', 'sideways').status).toBe(1);
    expect(gate(...files, '--minimum-effect', '-1').status).toBe(1);
  });

  it('writes JSON lines with the numbers', () => {
    const { lines } = gate(
      ...['--baseline', file('c.csv', { one: 10 }), '--candidate', file('d.csv', { other: 12 }), '--output', 'json'],
    );
    const answer = JSON.parse(lines[0]!) as Record<string, unknown>;
    expect(answer).toMatchObject({ series: 'other', verdict: 'worse', baseline: { points: 40 } });
    expect(answer.effect as number).toBeCloseTo(0.2, 2);
    expect(answer.lower as number).toBeLessThan(0.2);
    expect(answer.upper as number).toBeGreaterThan(0.2);
  });

  it('lets what it cannot decide pass unless told otherwise', () => {
    const files = ['--baseline', file('few.csv', { a: 1 }, 2), '--candidate', file('fewer.csv', { a: 9 }, 2)];
    expect(gate(...files)).toMatchObject({ status: 0 });
    expect(gate(...files, '--fail-on-unsure').status).toBe(3);
  });

  it('names series of one side only and fails when no series is on both', () => {
    const baseline = file('left.csv', { a: 1, b: 1 });
    const { status, stderr } = gate('--baseline', baseline, '--candidate', file('right.csv', { b: 1, c: 1 }));
    expect(status).toBe(0);
    expect(stderr).toContain('only on one side: a, c');
    const none = gate('--baseline', baseline, '--candidate', file('else.csv', { d: 1, e: 1 }));
    expect(none.status).toBe(1);
    expect(none.stderr).toContain('PRS_INPUT_INVALID');
  });

  it('asks for what it needs', () => {
    expect(gate('--baseline', 'a.csv')).toMatchObject({ status: 1 });
    expect(gate('--prometheus', 'http://127.0.0.1:1').stderr).toContain('--prometheus needs --expr and --at');
    expect(gate('--baseline', 'no-such-file', '--candidate', 'no-such-file').stderr).toContain('PRS_INPUT_UNREADABLE');
  });
});
