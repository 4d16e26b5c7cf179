import type { PolicyName } from '../../analysis/caching/policies/policy.js';
import type { RedisServer } from './observe.js';

const MEBIBYTE = 2 ** 20;

/** A size in words. */
export function roomText(size: number, unit: 'objects' | 'bytes'): string {
  if (unit === 'objects') return `${Math.round(size).toLocaleString('en')} objects`;
  if (size >= 1024 * MEBIBYTE) return `${(size / 1024 / MEBIBYTE).toFixed(2)} GiB`;
  return size >= MEBIBYTE ? `${(size / MEBIBYTE).toFixed(1)} MiB` : `${Math.ceil(size / 1024)} KiB`;
}

/** How to give a cache another size, and the way back. On Redis maxmemory also holds what is no entry. */
export function sizeText(
  size: number,
  present: number | undefined,
  unit: 'objects' | 'bytes',
  server: RedisServer | undefined,
): { change: string; rollback: string } {
  if (unit === 'bytes' && server) {
    const maxmemory = Math.ceil(size + server.fixedBytes);
    return {
      change: `CONFIG SET maxmemory ${maxmemory}\nCONFIG REWRITE`,
      rollback: `CONFIG SET maxmemory ${server.limitBytes ?? 0}\nCONFIG REWRITE`,
    };
  }
  return {
    change: `In the settings of the cache: room for ${amount(size, unit)}.`,
    rollback: `In the settings of the cache: room for ${present === undefined ? 'as much as before' : amount(present, unit)}.`,
  };
}

/** How to let a cache evict by another policy, and the way back. */
export function policyText(policy: PolicyName, server: RedisServer | undefined): { change: string; rollback: string } {
  if (server && policy.startsWith('redis-')) {
    const scope = server.policy.startsWith('volatile-') ? 'volatile' : 'allkeys';
    return {
      change: `CONFIG SET maxmemory-policy ${scope}-${policy.slice('redis-'.length)}\nCONFIG REWRITE`,
      rollback: `CONFIG SET maxmemory-policy ${server.policy}\nCONFIG REWRITE`,
    };
  }
  return {
    change: `In the settings of the cache: eviction policy ${policy}.`,
    rollback: 'In the settings of the cache: the eviction policy of before.',
  };
}

function amount(size: number, unit: 'objects' | 'bytes'): string {
  return `${Math.round(size)} ${unit}`;
}
