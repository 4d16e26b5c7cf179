import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const PID_FILE = 'demo.pid';

/** Wipes the folder and marks it as this process' own; throws an Error when another demo runs in it. */
export function takeFolder(directory: string): void {
  const file = join(directory, PID_FILE);
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
  if (pid && pid !== process.pid && isAlive(pid)) {
    throw new Error(`a demo runs here already as process ${pid}; end it first (or remove ${file} if that is no demo)`);
  }
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, String(process.pid));
}

/** Leaves the folder with its logs to the next demo. */
export function freeFolder(directory: string): void {
  rmSync(join(directory, PID_FILE), { force: true });
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
