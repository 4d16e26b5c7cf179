import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describeRejected, readSeries } from './read-series.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'presage-series-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string | Buffer): string {
  const path = join(folder, `input-${Math.random().toString(36).slice(2)}`);
  writeFileSync(path, content);
  return path;
}

const read = async (content: string | Buffer) => readSeries(file(content));

describe('readSeries', () => {
  it('reads interleaved series in the order of their first rows', async () => {
    const { series, rejected } = await read('series,timestamp,value\nb,0,1\na,0,5\nb,60,2\na,60,6\n');
    expect(series).toEqual([
      { name: 'b', times: Float64Array.of(0, 60), values: Float64Array.of(1, 2) },
      { name: 'a', times: Float64Array.of(0, 60), values: Float64Array.of(5, 6) },
    ]);
    expect(rejected).toEqual({ rows: 0, first: [] });
  });

  it('needs no header, no series column and no last line end; takes CRLF, a byte order mark and empty lines', async () => {
    const { series } = await read('\uFEFF2024-01-01T00:00:00Z,1\r\n\r\n2024-01-01T00:01:00Z,2');
    expect(series).toEqual([
      { name: 'value', times: Float64Array.of(1_704_067_200, 1_704_067_260), values: Float64Array.of(1, 2) },
    ]);
  });

  it('reads gzip whatever the file is called', async () => {
    const { series } = await read(gzipSync('cpu,0,1\ncpu,60,2\n'));
    expect(series[0]!.values).toEqual(Float64Array.of(1, 2));
  });

  it('sorts times and keeps the last row of each', async () => {
    const { series } = await read('cpu,120,3\ncpu,0,1\ncpu,60,2\ncpu,0,9\n');
    expect(series).toEqual([{ name: 'cpu', times: Float64Array.of(0, 60, 120), values: Float64Array.of(9, 2, 3) }]);
  });

  it('keeps empty values as gaps', async () => {
    const { series } = await read('cpu,0,1\ncpu,60,\ncpu,120,NaN\n');
    expect(series[0]!.values).toEqual(Float64Array.of(1, NaN, NaN));
  });

  it.each([
    ['series;timestamp;value\ncpu;0;1,5\ncpu;60;2\n', 'cpu'],
    ['cpu;0;1,5\ncpu;60;2', 'cpu'],
    ['time\tload\n0\t1,5\n60\t2\n', 'value'],
    ['0;1,5\n60;2\n', 'value'],
  ])('reads %j', async (content, name) => {
    const { series } = await read(content);
    expect(series).toEqual([{ name, times: Float64Array.of(0, 60), values: Float64Array.of(1.5, 2) }]);
  });

  it('takes semicolons between commas for a part of the name', async () => {
    const { series } = await read('a;b,0,1\na;b,60,2\n');
    expect(series[0]).toMatchObject({ name: 'a;b', values: Float64Array.of(1, 2) });
  });

  it('counts rejected rows and names the first ten', async () => {
    const bad = Array.from({ length: 12 }, () => 'cpu,60,many\n').join('');
    const { series, rejected } = await read(`cpu,0,1\ncpu,soon,2\n${bad}`);
    expect(series[0]!.times).toHaveLength(1);
    expect(rejected.rows).toBe(13);
    expect(rejected.first).toHaveLength(10);
    expect(describeRejected(rejected)).toMatch(/^13 rows rejected \(line 2: timestamp, line 3: value, .*, …\)$/);
  });

  it('reports progress in rows', async () => {
    const seen: number[] = [];
    await readSeries(file('cpu,0,1\ncpu,60,2'), (rows) => seen.push(rows));
    expect(seen.at(-1)).toBeGreaterThanOrEqual(1);
  });

  it('throws when the file is missing, is broken gzip, or has no point', async () => {
    const unreadable = { code: 'PRS_INPUT_UNREADABLE' };
    await expect(readSeries(join(folder, 'absent.csv'))).rejects.toMatchObject(unreadable);
    await expect(read(gzipSync('cpu,0,1\ncpu,60,2\n').subarray(0, 20))).rejects.toMatchObject(unreadable);
    await expect(read('x'.repeat(2 << 20))).rejects.toMatchObject(unreadable);
    const invalid = { code: 'PRS_INPUT_INVALID' };
    await expect(read('')).rejects.toMatchObject(invalid);
    await expect(read('what,is,this\n')).rejects.toMatchObject({
      ...invalid,
      message: expect.stringContaining('line 1: timestamp'),
    });
  });
});
