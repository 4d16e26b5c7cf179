import { createServer } from 'node:net';
import { freePort } from '../../../scripts/services.mjs';

/** Ports that the demo tries first, so that its addresses are the same each time. */
export const DEFAULT_PORTS = {
  exporter: 10978,
  prometheus: 19090,
  alertmanager: 19093,
  shop: 8088,
  page: 3300,
} as const;
export type Ports = Record<keyof typeof DEFAULT_PORTS, number>;

/** The default ports, each replaced by a free one where something listens already. */
export async function choosePorts(): Promise<Ports> {
  const ports: Partial<Ports> = {};
  for (const [name, port] of Object.entries(DEFAULT_PORTS)) {
    ports[name as keyof Ports] = (await isFree(port)) ? port : await freePort();
  }
  return ports as Ports;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
