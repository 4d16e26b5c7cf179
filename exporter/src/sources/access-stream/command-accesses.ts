import { OPERATION } from '../../analysis/caching/streams/access-window.js';
import { argumentBytes, argumentText, type MonitoredCommand } from '../redis/monitor-line.js';

/** What a command does to one key of a cache. */
export interface CommandAccess {
  key: string;
  /** Code of `OPERATION`. */
  operation: number;
  /** Bytes of key and value, 0 where the command does not tell. */
  size: number;
  /** Seconds; 0 is for ever, or not told. */
  ttl: number;
  /** The command changes the time to live and nothing else. */
  isExpiry: boolean;
}

const READS = new Set(
  'get getex getrange strlen hget hmget hgetall hvals hkeys lrange lindex smembers sismember smismember zrange zrangebyscore zrevrange zscore zmscore json.get'.split(
    ' ',
  ),
);
const STORES = new Set('setnx getset hset hmset sadd rpush lpush zadd json.set append'.split(' '));

/**
 * The accesses to keys that a command makes, none where it does not read, store or delete values. Scripts show up with the
 * commands that they call, transactions with those that they run.
 */
export function commandAccesses(command: MonitoredCommand): CommandAccess[] {
  const { name, arguments: words, time } = command;
  const [key, first = '', second = ''] = words;
  if (key === undefined) return [];
  if (READS.has(name)) return [access(OPERATION.get, key)];
  if (STORES.has(name)) return [access(OPERATION.set, key, words.slice(1))];
  switch (name) {
    case 'mget':
      return words.map((word) => access(OPERATION.get, word));
    case 'set':
      return [access(OPERATION.set, key, [first], ttlOfSet(words, time))];
    case 'setex':
      return [access(OPERATION.set, key, [second], Number(first))];
    case 'psetex':
      return [access(OPERATION.set, key, [second], Number(first) / 1_000)];
    case 'mset':
      return words.flatMap((word, at) => (at % 2 === 0 ? [access(OPERATION.set, word, [words[at + 1] ?? ''])] : []));
    case 'expire':
    case 'pexpire':
    case 'expireat':
    case 'pexpireat': {
      const ttl = expiry(name.startsWith('p') ? 'PX' : 'EX', name.endsWith('at'), first, time);
      return [{ ...access(OPERATION.set, key, [], ttl), isExpiry: true }];
    }
    case 'del':
    case 'unlink':
    case 'getdel':
      return words.map((word) => access(OPERATION.delete, word));
    default:
      return [];
  }
}

function access(operation: number, key: string, values: readonly string[] = [], ttl = 0): CommandAccess {
  const size = values.length === 0 ? 0 : values.reduce((sum, value) => sum + argumentBytes(value), argumentBytes(key));
  return { key: argumentText(key), operation, size, ttl: ttl > 0 && Number.isFinite(ttl) ? ttl : 0, isExpiry: false };
}

function ttlOfSet(words: readonly string[], time: number): number {
  for (let at = 2; at + 1 < words.length; at++) {
    const [, unit, absolute] = /^(EX|PX)(AT)?$/i.exec(words[at]!) ?? [];
    if (unit !== undefined) return expiry(unit, absolute !== undefined, words[at + 1]!, time);
  }
  return 0;
}

function expiry(unit: string, isMoment: boolean, value: string, time: number): number {
  const seconds = Number(value) / (unit.toUpperCase() === 'PX' ? 1_000 : 1);
  return isMoment ? seconds - time : seconds;
}
