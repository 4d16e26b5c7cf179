import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { jest } from '@jest/globals';
import { byteSize } from './options.js';
import { command } from './select.js';
import type { Answer } from './select/answer.js';
import { readWhatIf } from './select/what-if-file.js';

const FILE = {
  workload: 'shop',
  indexes: [
    { id: 1, name: "['a']", sizeBytes: 100 },
    { id: 2, name: "['b']", sizeBytes: 150 },
    { id: 3, name: "['a', 'b']", sizeBytes: 200 },
  ],
  configurations: [
    { id: 0, indexes: [] },
    { id: 1, indexes: [1] },
    { id: 2, indexes: [1, 2] },
    { id: 3, indexes: [3] },
  ],
  queries: [
    { id: 'q1', frequency: 2, costs: { 0: 100, 1: 60, 2: 10, 3: 30 } },
    { id: 'q2', frequency: 1, costs: { 0: 50, 3: 40 } },
  ],
};

const folder = mkdtempSync(join(tmpdir(), 'presage-select-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string | Buffer): string {
  const path = join(folder, 'what-if');
  writeFileSync(path, content);
  return path;
}

async function run(...words: string[]): Promise<string> {
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    await command().parseAsync(['node', 'select', ...words]);
    return write.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    write.mockRestore();
  }
}

async function json(...words: string[]): Promise<Answer> {
  return JSON.parse(await run('--what-if', file(JSON.stringify(FILE)), '--output', 'json', ...words)) as Answer;
}

it('explains the best choice', async () => {
  expect(await json('--budget', '250B')).toMatchObject({
    workload: 'shop',
    budgetBytes: 250,
    sizeBytes: 250,
    totalCost: 70,
    costWithoutIndexes: 250,
    costPercent: 28,
    bound: 70,
    gap: 0,
    indexes: [
      { id: '1', name: "['a']", sizeBytes: 100, lossWithout: 180, lossWithoutPercent: 72, queries: ['q1'] },
      { id: '2', lossWithout: 100, queries: ['q1'] },
    ],
    queries: [
      { id: 'q1', frequency: 2, cost: 10, costWithoutIndexes: 100, indexes: ['1', '2'] },
      { id: 'q2', cost: 50, indexes: [] },
    ],
  });
});

it.each([
  ['0', undefined, []],
  ['100', undefined, ['1']],
  ['200', undefined, ['3']],
  ['1kB', undefined, ['1', '2', '3']],
  ['1kB', '1', ['3']],
])('keeps to %s bytes and %s indexes', async (budget, most, chosen) => {
  const found = await json('--budget', budget, ...(most ? ['--max-indexes', most] : []));
  expect(found.indexes.map(({ id }) => id)).toEqual(chosen);
});

it('reads gzip and writes text', async () => {
  const text = await run('--what-if', file(gzipSync(JSON.stringify(FILE))), '--budget', '200');
  expect(text).toContain("['a', 'b'] [3]: 0.0 MB, without it +60.000 %, serves q1, q2");
  expect(text).toContain('gap 0.0000 points: proven best');
});

it('lets no name steer the terminal', async () => {
  const hostile = { ...FILE, indexes: FILE.indexes.map((index) => ({ ...index, name: '\u001B[2J\u202Ename\n' })) };
  const text = await run('--what-if', file(JSON.stringify(hostile)), '--budget', '200');
  expect(text).toContain('�[2J�name�');
  expect(text).not.toContain('\u001B');
});

it.each([
  ['not JSON', '{', 'not JSON'],
  ['another document', '[]', 'expected object'],
  ['a negative cost', JSON.stringify({ ...FILE, queries: [{ id: 1, costs: { 0: -1 } }] }), '"queries.0.costs.0"'],
  [
    'no cost without indexes',
    JSON.stringify({ ...FILE, queries: [{ id: 7, costs: { 1: 1 } }] }),
    'query "7" has no cost',
  ],
  ['an unknown configuration', JSON.stringify({ ...FILE, queries: [{ id: 1, costs: { 0: 1, 9: 1 } }] }), '"9"'],
  ['an unknown index', JSON.stringify({ ...FILE, indexes: [] }), 'has the index "1", which is not listed'],
  [
    'an index twice',
    JSON.stringify({ ...FILE, indexes: [...FILE.indexes, FILE.indexes[0]] }),
    'the index "1" is listed twice',
  ],
])('refuses %s', async (_, content, message) => {
  const refused = await readWhatIf(file(content)).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'PRS_WHATIF_INVALID', message: expect.stringContaining(message) as unknown });
});

it('refuses what is missing, cut short or unfolds without end', async () => {
  const unreadable = { code: 'PRS_WHATIF_UNREADABLE' };
  await expect(readWhatIf(join(folder, 'missing'))).rejects.toMatchObject(unreadable);
  await expect(readWhatIf(file(gzipSync('{}').subarray(0, 12)))).rejects.toMatchObject(unreadable);
  await expect(readWhatIf(file(gzipSync(Buffer.alloc(5_000))), 4_000)).rejects.toMatchObject(unreadable);
});

it.each([
  ['500MB', 500e6],
  ['5GB', 5e9],
  ['1.5 gib', 1.5 * 2 ** 30],
  ['250', 250],
  ['0', 0],
])('reads the size %s', (text, bytes) => expect(byteSize(text)).toBe(bytes));

it.each(['', '-1', '5XB', 'MB', '1e9', 'Infinity'])('refuses the size %p', (text) => {
  expect(() => byteSize(text)).toThrow('It must be a size');
});
