import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { zipfReferences } from '../../testing/references.js';
import { createPolicy } from '../analysis/caching/policies/create.js';
import type { CurvePoint } from '../analysis/caching/curve.js';

const bin = fileURLToPath(new URL('../../bin/presage.mjs', import.meta.url));
const references = zipfReferences(30_000, 6_000);
const csv = references.map(({ key, time, size, ttl }) => `${time},${key},${size},get,${ttl}\n`).join('');

let directory: string;
let plain: string;
let zipped: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'presage-mrc-'));
  plain = join(directory, 'trace.csv');
  zipped = join(directory, 'trace.csv.gz');
  await writeFile(plain, csv);
  await writeFile(zipped, gzipSync(`timestamp,key,size,op,ttl\n${csv}`));
});
afterAll(() => rm(directory, { recursive: true }));

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function presage(words: string[], input: string | Buffer = ''): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [bin, 'mrc', ...words], (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
    // a command that refuses its options ends before it reads
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(input);
  });
}

interface Answer {
  requests: number;
  keys: number;
  workingSet: number;
  sampledKeys: number;
  confidence: number;
  unit: string;
  skippedRows: number;
  rejectedRows: { rows: number; first: { line: number; problem: string }[] };
  curves: Record<string, CurvePoint[]>;
  knee?: CurvePoint;
  best: (CurvePoint & { policy: string })[];
}

async function answerOf(words: string[], input?: string | Buffer): Promise<Answer> {
  const { code, stdout, stderr } = await presage(words, input);
  // on a slow machine it tells how far it is
  expect({ code, stderr: stderr.replace(/^[\d,]+ references read\n/gm, '') }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout) as Answer;
}

/** Several processes on a busy machine. */
const PATIENCE = 60_000;

describe('presage mrc', () => {
  it(
    'gives exact curves of the policies that were asked',
    async () => {
      const sizes = [10, 100, 500];
      const answer = await answerOf(['--input', plain, '--policy', 'lru,sieve', '--sizes', '500,10,100', '--exact']);
      const numbers = new Map<string, number>();
      const ids = references.map(({ key }) => numbers.get(key) ?? numbers.set(key, numbers.size).size - 1);
      expect(answer).toMatchObject({ requests: 30_000, keys: numbers.size, sampledKeys: numbers.size, confidence: 1 });
      for (const policy of ['lru', 'sieve'] as const) {
        const expected = sizes.map((size) => {
          const cache = createPolicy(policy, numbers.size, size);
          return { size, missRatio: Number((ids.filter((id) => !cache.access(id, 0)).length / ids.length).toFixed(6)) };
        });
        expect(answer.curves[policy]).toEqual(expected);
      }
      expect(answer.best.map(({ size }) => size)).toEqual(sizes);
    },
    PATIENCE,
  );

  it(
    'answers the same from a file, from gzip and from the standard input',
    async () => {
      const answers = await Promise.all([
        answerOf(['--input', plain]),
        answerOf(['--input', zipped]),
        answerOf(['--input', '-'], csv),
        answerOf(['--input', '-'], gzipSync(csv)),
        answerOf(['--input', '-'], `\uFEFFtimestamp,key,size,op,ttl\r\n${csv.replaceAll('\n', '\r\n')}`),
      ]);
      expect(answers[0]!.curves['lru']).toHaveLength(13);
      for (const answer of answers) expect(answer).toEqual(answers[0]);
    },
    PATIENCE,
  );

  it(
    'is close from a sample, and the same for the same seed only',
    async () => {
      const words = ['--input', plain, '--sizes', '5%,20%,50%', '--policy', 'lru,s3fifo'];
      const exact = await answerOf([...words, '--exact']);
      const sampled = await answerOf([...words, '--max-keys', '1000', '--seed', '3']);
      expect(sampled.sampledKeys).toBeLessThanOrEqual(1000);
      expect(sampled.confidence).toBeGreaterThan(0);
      expect(sampled.confidence).toBeLessThan(1);
      expect(sampled.keys / exact.keys).toBeCloseTo(1, 1);
      for (const policy of ['lru', 's3fifo']) {
        sampled.curves[policy]!.forEach(({ missRatio }, index) => {
          expect(Math.abs(missRatio - exact.curves[policy]![index]!.missRatio)).toBeLessThan(0.05);
        });
      }
      const others = ['3', '4'].map((seed) => answerOf([...words, '--max-keys', '1000', '--seed', seed]));
      const [same, other] = await Promise.all(others);
      expect(same).toEqual(sampled);
      expect(other).not.toEqual(sampled);
    },
    PATIENCE,
  );

  it(
    'obeys times to live and counts in bytes',
    async () => {
      const plainLru = await answerOf(['--input', plain, '--sizes', '100%']);
      const mortal = await answerOf(['--input', plain, '--sizes', '100%', '--ttl']);
      expect(mortal.curves['lru']![0]!.missRatio).toBeGreaterThan(plainLru.curves['lru']![0]!.missRatio);

      const bytes = await answerOf(['--input', plain, '--sizes', '1000,100%', '--bytes', '--exact']);
      const sizeOf = new Map(references.map(({ key, size }) => [key, size]));
      const total = [...sizeOf.values()].reduce((sum, size) => sum + size, 0);
      expect(bytes).toMatchObject({ unit: 'bytes', workingSet: total });
      expect(bytes.curves['lru']!.map(({ size }) => size)).toEqual([1000, total]);
      expect(bytes.curves['lru']![1]!.missRatio).toBeCloseTo(sizeOf.size / references.length, 6);
    },
    PATIENCE,
  );

  it(
    'prints CSV',
    async () => {
      const { stdout } = await presage(['--input', plain, '--sizes', '10,100', '--policy', 'fifo', '--output', 'csv']);
      expect(stdout).toMatch(/^policy,size,missRatio\nfifo,10,0\.\d+\nfifo,100,0\.\d+\n$/);
    },
    PATIENCE,
  );

  it(
    'counts rows that it cannot use and names the first',
    async () => {
      const { code, stdout, stderr } = await presage(['--input', '-'], '1,a,1\nnonsense\n2,a,1,set\n3,a,x\n\n4,b,1');
      const answer = JSON.parse(stdout) as Answer;
      expect(code).toBe(0);
      expect(answer).toMatchObject({ requests: 3 - 1, keys: 2, skippedRows: 1 });
      expect(answer.rejectedRows).toEqual({
        rows: 2,
        first: [
          { line: 2, problem: 'columns' },
          { line: 4, problem: 'size' },
        ],
      });
      expect(stderr).toBe('2 rows rejected (line 2: columns, line 4: size)\n');
    },
    PATIENCE,
  );

  it.each([
    ['a missing file', ['--input', '/does/not/exist.csv'], '', 'PRS_INPUT_UNREADABLE'],
    ['broken gzip', ['--input', '-'], gzipSync(csv).subarray(0, 500), 'PRS_INPUT_UNREADABLE'],
    ['no rows', ['--input', '-'], '', 'PRS_TRACE_INVALID'],
    ['rows of something else', ['--input', '-'], 'hello\nworld\n', 'PRS_TRACE_INVALID'],
    ['a header without size', ['--input', '-', '--bytes'], 'timestamp,key\n1,a\n', 'PRS_TRACE_INVALID'],
    ['a header without time', ['--input', '-'], 'key,size\na,1\n', 'PRS_TRACE_INVALID'],
    ['an unknown policy', ['--input', '-', '--policy', 'lru,arc'], '', 'Known policies'],
    ['sizes that are none', ['--input', '-', '--sizes', '0'], '', 'whole numbers or percentages'],
    ['too few keys to say anything', ['--input', '-', '--max-keys', '499'], '', 'from 500 to'],
    ['bytes of another policy', ['--input', '-', '--bytes', '--policy', 'sieve'], '', 'no policy but lru'],
    ['a sample that is exact', ['--input', '-', '--exact', '--max-keys', '900'], '', 'cannot be used with'],
    ['no input', [], '', '--input'],
  ])(
    'refuses %s',
    async (_, words, input, message) => {
      const { code, stdout, stderr } = await presage(words, input);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain(message);
    },
    PATIENCE,
  );

  it(
    'remarks when no row has a time to live',
    async () => {
      const { stderr } = await presage(['--input', '-', '--ttl'], '1,a,1\n2,a,1\n');
      expect(stderr).toBe('no row has a ttl, so nothing expires\n');
    },
    PATIENCE,
  );
});
