import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeFolder, takeFolder } from './folder.js';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'presage-folder-')), 'demo');
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));
const put = (name: string, text: string) => writeFileSync(join(folder, name), text);

test('wipes what the last demo left and keeps what this one leaves', () => {
  takeFolder(folder);
  put('old.log', 'x');
  freeFolder(folder);
  expect(existsSync(join(folder, 'old.log'))).toBe(true);
  takeFolder(folder);
  expect(existsSync(join(folder, 'old.log'))).toBe(false);
  expect(readFileSync(join(folder, 'demo.pid'), 'utf8')).toBe(String(process.pid));
});

test('stays away from the folder of a demo that runs, and takes that of one that was killed', () => {
  takeFolder(folder);
  put('demo.pid', String(process.ppid));
  put('data', 'x');
  expect(() => takeFolder(folder)).toThrow(`a demo runs here already as process ${process.ppid}`);
  expect(existsSync(join(folder, 'data'))).toBe(true);
  put('demo.pid', '999999999');
  takeFolder(folder);
  expect(existsSync(join(folder, 'data'))).toBe(false);
});
