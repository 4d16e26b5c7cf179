import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface Advised {
  plannerCalls: number;
  costBefore: number;
  costAfter: number;
  statements: number;
  skipped: { reason: string }[];
  indexes: {
    ddl: string;
    rollback: string;
    validated: boolean;
    gainRatio: number;
    statements: { id: string; text: string; before: number; after: number }[];
  }[];
}

/** What one run of the built `presage advise` answers, with its time and the most memory that it had. */
export async function runAdvise(
  url: string,
  words: readonly string[],
): Promise<{ answer: Advised; seconds: number; megabytes: number }> {
  const main = fileURLToPath(new URL('../../exporter/dist/cli/main.js', import.meta.url));
  const started = performance.now();
  const child = spawn(process.execPath, [main, 'advise', '--output', 'json', ...words], {
    env: { ...process.env, DATABASE_URL: url },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let [text, megabytes] = ['', 0];
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part));
  const timer = setInterval(() => (megabytes = Math.max(megabytes, peakOf(child.pid))), 50);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`presage advise ended with ${code}`);
  return { answer: JSON.parse(text) as Advised, seconds: (performance.now() - started) / 1_000, megabytes };
}

function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
  } catch {
    return 0;
  }
}
