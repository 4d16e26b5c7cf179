import { readFileSync } from 'node:fs';

/** Clock ticks of `/proc/<pid>/stat` are hundredths of a second on every Linux. */
const TICK = 10;

/** Milliseconds that the main thread of a process had the processor so far; NaN where there is no `/proc`. */
export function mainThreadTime(pid: number): number {
  const [nanoseconds] = read(`/proc/${pid}/task/${pid}/schedstat`).split(' ');
  return Number(nanoseconds || NaN) / 1e6;
}

/** The same of all threads together, those that ended included. */
export function processTime(pid: number): number {
  // the name of the command may hold spaces; user and system time are the 14th and 15th field
  const fields = read(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ');
  return TICK * (Number(fields[11] ?? NaN) + Number(fields[12] ?? NaN));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
