import { PresageError } from '../../error.js';
import type { Endpoint } from './settings.js';

/**
 * Masters of a cluster from the reply of `CLUSTER SLOTS`, one an address. A node that does not know its own address
 * leaves it out; then it is the one that was asked (`asked`).
 * https://redis.io/docs/latest/commands/cluster-slots/
 */
export function clusterMasters(reply: unknown, asked: Endpoint, subject: string): Endpoint[] {
  if (!Array.isArray(reply)) throw unexpected(subject, 'CLUSTER SLOTS');
  const masters = new Map<string, Endpoint>();
  for (const range of reply as unknown[]) {
    const [host, port] = Array.isArray(range) && Array.isArray(range[2]) ? (range[2] as unknown[]) : [];
    if (typeof port !== 'number') throw unexpected(subject, 'CLUSTER SLOTS');
    const known = typeof host === 'string' && host !== '' && host !== '?';
    masters.set(`${String(host)}:${port}`, { host: known ? host : asked.host, port });
  }
  if (masters.size > 0) return [...masters.values()];
  throw new PresageError('PRS_SOURCE_UNREACHABLE', `${subject}: no node of the cluster serves any slot`);
}

/** Address of the master from the reply of `SENTINEL GET-MASTER-ADDR-BY-NAME`. */
export function sentinelMaster(reply: unknown, masterName: string, subject: string): Endpoint {
  if (reply === null) {
    throw new PresageError(
      'PRS_SOURCE_QUERY',
      `${subject}: the sentinel knows no master ${JSON.stringify(masterName)}`,
    );
  }
  const [host, port] = Array.isArray(reply) ? (reply as unknown[]) : [];
  const number = Number(port);
  if (typeof host !== 'string' || !Number.isInteger(number))
    throw unexpected(subject, 'SENTINEL GET-MASTER-ADDR-BY-NAME');
  return { host, port: number };
}

function unexpected(subject: string, command: string): PresageError {
  return new PresageError('PRS_SOURCE_PROTOCOL', `${subject}: unexpected reply to ${command}`);
}
