import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

function detect(input: string, ...options: string[]) {
  const { stdout, stderr, status } = spawnSync('node', [main, 'detect', '--input', '-', ...options], {
    input,
    encoding: 'utf8',
  });
  return { lines: stdout.trim().split('\n'), stderr, status };
}

const points = Array.from({ length: 700 }, (_, i) => {
  const value = 10 + Math.sin(i / 9) + (i === 600 ? 50 : 0);
  return [`web,${i * 60},${value}`, `"a,""b",${i * 60},${i === 300 ? '' : 5 + Math.cos(i / 7)}`];
}).flat();

describe('presage detect', () => {
  it('writes a row for each row, in its order, with a score', () => {
    const { lines, status } = detect(['series,timestamp,value', ...points].join('\n'));
    expect(status).toBe(0);
    expect(lines[0]).toBe('series,timestamp,value,expected,lower,upper,score,anomaly,detector');
    expect(lines).toHaveLength(points.length + 1);
    expect(lines[1]).toBe('web,0,10,,,,0,0,');
    expect(lines[2 * 300 + 2]).toMatch(/^"a,""b",18000,,/);
    const odd = lines[2 * 600 + 1]!.split(',');
    expect(Number(odd[6])).toBeGreaterThan(1);
    expect(odd[8]).toBe('record');
    expect(Number(odd[5])).toBeLessThan(Number(odd[2]));
  });

  it('writes JSON lines, and more of it at a higher sensitivity', () => {
    const [low, high] = ['low', 'very-high'].map((sensitivity) => {
      const { lines } = detect(points.join('\n'), '--output', 'json', '--sensitivity', sensitivity);
      return lines.map((line) => JSON.parse(line) as { series: string; timestamp: number; score: number });
    });
    expect(low![2 * 600]).toMatchObject({ series: 'web', timestamp: 36_000 });
    expect(high![2 * 600]!.score).toBeGreaterThan(low![2 * 600]!.score);
  });

  it('keeps going over rows that are wrong or late, and says so', () => {
    const { lines, stderr, status } = detect('a,60,1\na,x,1\na,0,2\na,60,3\na,120,1\n');
    expect(status).toBe(0);
    expect(lines).toHaveLength(5);
    expect(stderr).toContain('1 row rejected (line 2: timestamp)');
    expect(stderr).toContain('2 rows not scored');
  });

  it('counts what the flags of the alarm let count', () => {
    const spike = (...flags: string[]) => {
      const { lines } = detect(points.join('\n'), ...flags);
      return lines
        .slice(1)
        .find((line) => line.startsWith('web,36000,'))!
        .split(',');
    };
    const anomaly = (...flags: string[]) => spike(...flags)[7];
    expect(anomaly()).toBe('1');
    expect(anomaly('--direction', 'below')).toBe('0');
    expect(anomaly('--direction', 'above', '--minimum-deviation', '20')).toBe('1');
    expect(anomaly('--minimum-deviation', '80')).toBe('0');
    expect(anomaly('--minimum-relative-deviation', '9')).toBe('0');
    expect(anomaly('--points', '3/3')).toBe('0');
    expect(spike('--highest', '40')[8]).toBe('range');
    expect(anomaly('--sensitivity', 'low', '--minimum-deviation', '80', '--highest', '40')).toBe('1');
    for (const wrong of [
      ['--points', '3/2'],
      ['--budget', '0'],
      ['--minimum-deviation', '-1'],
      ['--direction', 'sideways'],
    ]) {
      expect(detect('a,1,1', ...wrong).status).toBe(1);
    }
  });

  it('refuses an input without any point, and writes nothing then', () => {
    for (const input of ['', 'series,timestamp,value\n', 'what;is;this\n']) {
      expect(detect(input)).toMatchObject({
        status: 1,
        lines: [''],
        stderr: expect.stringContaining('PRS_INPUT_INVALID'),
      });
    }
  });

  it('fails on a file that is not there', () => {
    const { stderr, status } = spawnSync('node', [main, 'detect', '--input', 'no-such-file'], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toContain('PRS_INPUT_UNREADABLE');
  });
});
