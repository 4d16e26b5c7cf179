import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { answers } from './look.js';
import type { Running, StartOptions } from './running.js';

const run = promisify(execFile);

/** Services of docker-compose.yml that the demo asks, with the port inside the container. */
const SERVICES = {
  exporter: ['presage', 10978],
  prometheus: ['prometheus', 9090],
  alertmanager: ['alertmanager', 9093],
  shop: ['shop', 3000],
  receiver: ['webhook', 9095],
  page: ['grafana', 3000],
} as const;

const READY_WITHIN_MS = 180_000;

/** Starts docker-compose.yml and waits until its servers answer; the stop removes containers and volumes. */
export async function startCompose({ root, signal, report }: StartOptions): Promise<Running> {
  const directory = join(root, '.presage', 'demo');
  mkdirSync(directory, { recursive: true });
  const compose = (composeArguments: string[], options: { signal?: AbortSignal } = {}) =>
    run('docker', ['compose', ...composeArguments], { cwd: root, maxBuffer: 64 * 2 ** 20, ...options });
  const stop = async () => {
    const { stdout } = await compose(['logs', '--no-color', '--timestamps']);
    writeFileSync(join(directory, 'compose.log'), stdout);
    await compose(['down', '--volumes']);
  };
  report('Building and starting the containers (some minutes the first time)');
  try {
    // without --wait, which takes the end of the one-shot containers for a failure
    await compose(['up', '--detach', '--build'], { signal });
    const addresses = await Promise.all(
      Object.entries(SERVICES).map(async ([name, [service, port]]) => {
        const { stdout } = await compose(['port', service, String(port)]);
        return [name, `http://${stdout.trim().replace(/^0\.0\.0\.0/, '127.0.0.1')}`] as const;
      }),
    );
    const endpoints = Object.fromEntries(addresses) as Record<keyof typeof SERVICES, string>;
    await untilAnswers(endpoints, signal);
    return { mode: 'compose', endpoints, directory, stop };
  } catch (error) {
    await stop().catch(() => undefined);
    throw error;
  }
}

async function untilAnswers(endpoints: Running['endpoints'], signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(endpoints))) {
    if (Date.now() > deadline) throw new Error('the containers did not answer in time; see docker compose logs');
    await sleep(1_000, undefined, { signal });
  }
}
