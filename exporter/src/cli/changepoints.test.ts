import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

function changepoints(input: string, ...options: string[]) {
  const { stdout, stderr, status } = spawnSync('node', [main, 'changepoints', '--input', '-', ...options], {
    input,
    encoding: 'utf8',
  });
  return { lines: stdout.trim().split('\n'), stderr, status };
}

const value = (i: number) => 100 + 5 * Math.sin(i * i) + (i < 80 ? 0 : 40);
const START = 1_700_000_000;
const rows = Array.from({ length: 150 }, (_, i) => [
  `p99,${START + i * 300},${value(i)}`,
  `"calm, really",${START + i * 300},${value(0) + Math.cos(i * i)}`,
]).flat();

describe('presage changepoints', () => {
  it('writes an object a series, with its changes', () => {
    const { lines, status } = changepoints(['series,timestamp,value', ...rows].join('\n'), '--output', 'json');
    expect(status).toBe(0);
    const [first, second, ...more] = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(more).toEqual([]);
    expect(second).toEqual({ series: 'calm, really', changepoints: [] });
    expect(first!.series).toBe('p99');
    const [change] = first!.changepoints as Record<string, number>[];
    expect(change).toMatchObject({ index: 80, timestamp: START + 80 * 300, kind: 'level' });
    expect(change!.before).toBeCloseTo(100, -1);
    expect(change!.effect).toBeCloseTo(0.4, 1);
    expect(change!.confidence).toBeGreaterThan(0.99);
  });

  it('counts rows, whatever is missing between them', () => {
    const gappy = rows.filter((row, i) => row.startsWith('p99') && (i < 40 || i > 70));
    const { lines } = changepoints(gappy.join('\n'));
    const { changepoints: found } = JSON.parse(lines[0]!) as { changepoints: { index: number; timestamp: number }[] };
    expect(found).toHaveLength(1);
    expect(found[0]!.timestamp).toBe(START + 80 * 300);
    expect(gappy[found[0]!.index]).toContain(`,${START + 80 * 300},`);
  });

  it('writes CSV and names what it left out', () => {
    const { lines, stderr } = changepoints([...rows, 'p99,never,1'].join('\n'), '--output', 'csv');
    expect(lines[0]).toBe('series,timestamp,index,before,after,effect,confidence,kind');
    expect(lines).toHaveLength(2);
    expect(lines[1]).toMatch(/^p99,1700024000,80,/);
    expect(stderr).toContain('timestamp');
  });

  it('fails without an input that can be read', () => {
    expect(changepoints('nothing here\n').status).toBe(1);
    const { stderr, status } = spawnSync('node', [main, 'changepoints'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('--input or --prometheus is needed');
  });
});
