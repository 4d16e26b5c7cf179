import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessCollector } from './collector.js';
import { HttpLog } from './http-log.js';

const signal = new AbortController().signal;
const line = (path: string, second = 0) =>
  `192.0.2.1 - - [10/Oct/2000:13:55:${String(second).padStart(2, '0')} +0000] "GET ${path} HTTP/1.1" 200 100 "-" "x" HIT\n`;

let directory: string;
let file: string;
let collector: AccessCollector;
let log: HttpLog;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'presage-log-'));
  file = join(directory, 'access.log');
  await writeFile(file, line('/before'));
  collector = new AccessCollector({ window: 600, rate: 1, keys: 1_000, references: 10_000 });
  log = new HttpLog('proxy', { file, format: 'combined', ttl: 60 }, collector);
  await log.read(signal);
});
afterEach(async () => {
  await log.close();
  await rm(directory, { recursive: true });
});
const read = async () => {
  await log.read(signal);
  return collector.totals.references;
};

describe('HttpLog', () => {
  it('takes what is appended from now on', async () => {
    expect(await read()).toBe(0);
    await appendFile(file, line('/a') + line('/b/c', 1) + line('/a', 2));
    expect(await read()).toBe(3);
    const window = collector.window()!;
    expect(window).toMatchObject({ rate: 1, prefixes: ['/a', '/b'], lookups: [{ count: 3 }] });
    expect([...window.ttls]).toEqual([60, 60, 60]);
    expect(window.hashes[0]).toBe(window.hashes[2]);
  });

  it('waits for the end of a line', async () => {
    const text = line('/a');
    await appendFile(file, text.slice(0, 20));
    expect(await read()).toBe(0);
    await appendFile(file, text.slice(20));
    expect(await read()).toBe(1);
  });

  it('reads the old file to its end after a rotation, then the new one from its start', async () => {
    await appendFile(file, line('/a'));
    await rename(file, `${file}.1`);
    expect(await read()).toBe(1);
    await appendFile(`${file}.1`, line('/late'));
    await writeFile(file, line('/new'));
    expect(await read()).toBe(3);
    await appendFile(file, line('/newer'));
    expect(await read()).toBe(4);
  });

  it('begins again where a file was cut', async () => {
    await appendFile(file, line('/a'));
    expect(await read()).toBe(1);
    await truncate(file, 0);
    await read();
    await appendFile(file, line('/b'));
    expect(await read()).toBe(2);
  });

  it('is not stopped by lines that are none, or never end', async () => {
    await appendFile(file, `${'x'.repeat(300_000)}\nnonsense\n${line('/a')}`);
    expect(await read()).toBe(1);
  });

  it('says which file is not there', async () => {
    const absent = new HttpLog('proxy', { file: join(directory, 'none'), format: 'json', ttl: 0 }, collector);
    await expect(absent.read(signal)).rejects.toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
      message: expect.stringContaining('ENOENT'),
    });
  });
});
