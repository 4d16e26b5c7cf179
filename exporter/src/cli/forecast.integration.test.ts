import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { findTools, startPrometheus, type Service } from '../../../scripts/services.mjs';

const bin = fileURLToPath(new URL('../../bin/presage.mjs', import.meta.url));
const { prometheus, promtool } = findTools();
const withPrometheus = prometheus && promtool ? describe : describe.skip;

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'presage-forecast-'));
});
afterAll(() => rm(directory, { recursive: true, maxRetries: 5 }));

interface Outcome {
  code: number | null;
  out: string;
  err: string;
}

function presage(flags: string[], input: string | Buffer = ''): Promise<Outcome> {
  const child = spawn(process.execPath, [bin, 'forecast', ...flags], { stdio: 'pipe' });
  const outcome: Outcome = { code: null, out: '', err: '' };
  child.stdout.on('data', (text: Buffer) => (outcome.out += text.toString()));
  child.stderr.on('data', (text: Buffer) => (outcome.err += text.toString()));
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ ...outcome, code })));
}

const wave = (i: number, series = 0) => 100 + series + 30 * Math.sin((2 * Math.PI * i) / 24);
const START = 1_700_000_000;
function csv(series: number, points: number): string {
  const rows = ['series,timestamp,value'];
  for (let i = 0; i < points; i++)
    for (let s = 0; s < series; s++) rows.push(`host-${s},${START + i * 3_600},${wave(i, s)}`);
  return `${rows.join('\n')}\n`;
}

interface Line {
  series: string;
  step: number;
  horizon: number;
  models: string[];
  seasons: number[];
  points: { timestamp: number; value: number; lower: number; upper: number }[];
  explanation?: { candidates: unknown[]; confidence: number; reasons: string[]; backtest: { origins: number } };
}
const lines = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('presage forecast', () => {
  it('writes one line of JSON a series, in the order of the input, from several threads', async () => {
    const { code, out, err } = await presage(['--input', '-', '--horizon', '2d'], csv(20, 120));
    // on a busy machine it takes long enough for progress to be told
    expect([code, err.replace(/^\d+ of 20 series predicted\n/gm, '')]).toEqual([0, '']);
    const series = lines(out);
    expect(series.map(({ series }) => series)).toEqual(Array.from({ length: 20 }, (_, s) => `host-${s}`));
    for (const [index, { step, horizon, seasons, points, explanation }] of series.entries()) {
      expect([step, horizon, points.length, explanation]).toEqual([3_600, 48, 48, undefined]);
      expect(seasons).toContain(24);
      points.forEach(({ timestamp, value }, i) => {
        expect(timestamp).toBe(START + (120 + i) * 3_600);
        expect(value).toBeCloseTo(wave(120 + i, index), 0);
      });
    }
  }, 60_000);

  it('says the same of a compressed file as of the standard input, and as CSV', async () => {
    const file = join(directory, 'input.csv.gz');
    await writeFile(file, gzipSync(csv(2, 100)));
    const [one, other, table] = await Promise.all([
      presage(['--input', file, '--horizon', '5']),
      presage(['--input', '-', '--horizon', '5'], csv(2, 100)),
      presage(['--input', file, '--horizon', '5', '--output', 'csv']),
    ]);
    expect(one.out).toBe(other.out);
    const rows = lines(one.out).flatMap(({ series, points }) =>
      points.map(({ timestamp, value, lower, upper }) => `${series},${timestamp},${value},${lower},${upper}`),
    );
    expect(table.out.trim().split('\n')).toEqual(['series,timestamp,value,lower,upper', ...rows]);
  }, 60_000);

  it('explains itself, tells of rejected rows and answers short, constant and empty series', async () => {
    const rows = ['short,0,1', 'short,3600,2', 'empty,0,', 'constant,0,what'];
    for (let i = 0; i < 50; i++) rows.push(`constant,${i * 3_600},7`);
    const { code, out, err } = await presage(['--input', '-', '--horizon', '3', '--explain'], rows.join('\n'));
    expect(code).toBe(0);
    expect(err).toContain('1 row rejected (line 4: value)');
    expect(err).toContain('"empty" has no value');
    const [short, constant] = lines(out);
    expect(short).toMatchObject({ series: 'short', models: ['naive'], explanation: { confidence: 0 } });
    expect(constant!.points.map(({ value }) => value)).toEqual([7, 7, 7]);
    expect(constant!.explanation!.candidates.length).toBeGreaterThan(1);
    expect(constant!.explanation!.backtest.origins).toBeGreaterThan(0);
  }, 60_000);

  it('holds level, bounds and seasons that were asked', async () => {
    const flags = ['--input', '-', '--horizon', '24', '--season', '24', '--max', '110'];
    const input = csv(1, 200).replace(/(\d)\n/g, (_, digit: string, at: number) => `${Number(digit) + (at % 7)}\n`);
    const [narrow, wide] = await Promise.all(
      ['0.5', '0.99'].map(async (level) => lines((await presage([...flags, '--level', level], input)).out)[0]!),
    );
    expect(narrow!.seasons).toEqual([24]);
    const width = ({ points }: Line) => points.reduce((sum, { lower, upper }) => sum + upper - lower, 0);
    expect(width(wide!)).toBeGreaterThan(width(narrow!));
    expect(Math.max(...wide!.points.map(({ upper }) => upper))).toBeLessThanOrEqual(110);
  }, 60_000);

  it.each([
    [['--horizon', '3'], '--input or --prometheus is needed'],
    [['--input', '-', '--prometheus', 'http://localhost', '--horizon', '3'], 'cannot be used with'],
    [['--prometheus', 'http://localhost', '--horizon', '3'], '--prometheus needs --expr'],
    [['--input', '-', '--expr', 'up', '--horizon', '3'], 'cannot be used with'],
    [['--input', '-', '--horizon', 'soon'], 'number of points'],
    [['--input', '-', '--horizon', '3', '--min', '5', '--max', '4'], '--min is above --max'],
    [['--input', '-', '--horizon', '3', '--explain', '--output', 'csv'], '--explain needs --output json'],
    [['--input', '/does/not/exist', '--horizon', '3'], 'PRS_INPUT_UNREADABLE'],
    [['--input', '-', '--horizon', '3'], 'PRS_INPUT_INVALID'],
  ])('refuses %j', async (flags, message) => {
    const { code, out, err } = await presage(flags);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(message);
  });

  it('says when there is nothing to predict, and when a season is longer than a series', async () => {
    const empty = await presage(['--input', '-', '--horizon', '2', '--step', '1h'], 'cpu,0,\ncpu,3600,NaN\n');
    expect([empty.code, empty.out]).toEqual([1, '']);
    expect(empty.err).toContain('PRS_SERIES_TOO_SHORT');
    const season = await presage(['--input', '-', '--horizon', '2', '--season', '24,168'], csv(1, 100));
    expect([season.code, season.err]).toEqual([0, expect.stringContaining('--season 168')]);
  }, 60_000);

  it('reads what a spreadsheet writes, and predicts values that leave no room for their squares', async () => {
    const rows = Array.from(
      { length: 100 },
      (_, i) => `cpu;${START + i * 3_600};${wave(i).toFixed(2).replace('.', ',')}`,
    );
    const sheet = await presage(['--input', '-', '--horizon', '2'], `series;timestamp;value\n${rows.join('\n')}`);
    expect(lines(sheet.out)[0]!.points[0]!.value).toBeCloseTo(wave(100), 0);
    const huge = csv(1, 100).replace(/,([\d.]+)\n/g, ',$1e305\n');
    const [line] = lines((await presage(['--input', '-', '--horizon', '2'], huge)).out);
    expect(line!.points[0]!.value / 1e305).toBeCloseTo(wave(100), 0);
    expect(line!.points.every(({ lower, upper }) => Number.isFinite(lower) && Number.isFinite(upper))).toBe(true);
  }, 60_000);

  it('ends without a complaint when its reader has seen enough', async () => {
    const child = spawn(process.execPath, [bin, 'forecast', '--input', '-', '--horizon', '2000'], { stdio: 'pipe' });
    let err = '';
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.end(csv(20, 120));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, err.replace(/^\d+ of 20 series predicted\n/gm, '')]).toEqual([0, '']);
  }, 60_000);

  it('refuses more points than it predicts, and one point without a step', async () => {
    const far = await presage(['--input', '-', '--horizon', '10y'], csv(1, 20));
    expect([far.code, far.err]).toEqual([1, expect.stringContaining('PRS_QUERY_TOO_LARGE')]);
    expect(far.err).toMatch(/shorter --horizon, or --step \d+s or longer/);
    const one = await presage(['--input', '-', '--horizon', '2'], 'cpu,0,1\n');
    expect([one.code, one.err]).toEqual([1, expect.stringContaining('--step')]);
    const told = await presage(['--input', '-', '--horizon', '2', '--step', '1h'], 'cpu,0,1\n');
    expect(lines(told.out)[0]!.points.map(({ timestamp }) => timestamp)).toEqual([3_600, 7_200]);
  }, 60_000);
});

withPrometheus('presage forecast of a real Prometheus', () => {
  let server: Service;

  beforeAll(async () => {
    const data = join(directory, 'data');
    await mkdir(data);
    const text = ['# TYPE load gauge'];
    for (let i = 0; i < 500; i++) text.push(`load{job="web"} ${wave(i)} ${START + i * 3_600}`);
    const history = join(directory, 'history.txt');
    await writeFile(history, `${text.join('\n')}\n# EOF\n`);
    await promisify(execFile)(promtool!, ['tsdb', 'create-blocks-from', 'openmetrics', history, data]);
    server = await startPrometheus({
      directory,
      config: 'global: {}\n',
      arguments: ['--storage.tsdb.retention.time=100y'],
    });
  }, 60_000);
  afterAll(() => server?.stop());

  const range = ['--from', String(START), '--to', String(START + 499 * 3_600), '--step', '1h', '--horizon', '1d'];

  it('predicts an expression over a range', async () => {
    const { code, out, err } = await presage(['--prometheus', server.url, '--expr', 'load', ...range]);
    expect([code, err]).toEqual([0, '']);
    const [line] = lines(out);
    expect(line).toMatchObject({ series: 'load{job="web"}', step: 3_600, horizon: 24 });
    expect(line!.points[0]!.timestamp).toBe(START + 500 * 3_600);
    expect(line!.points[5]!.value).toBeCloseTo(wave(505), 0);
  }, 60_000);

  it('says that an expression has nothing', async () => {
    const { code, out, err } = await presage(['--prometheus', server.url, '--expr', 'nothing', ...range]);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/"nothing" has no value in the range\nPRS_SERIES_TOO_SHORT/);
  }, 60_000);

  it('reports what the server rejects', async () => {
    const { code, err } = await presage(['--prometheus', server.url, '--expr', 'load{', ...range]);
    expect([code, err]).toEqual([1, expect.stringContaining('PRS_SOURCE_QUERY')]);
  }, 60_000);
});
