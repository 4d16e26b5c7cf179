import type { SourceKind } from '@presage/contract/kinds';
import type { Config } from '../config/config.js';
import { PresageError } from '../error.js';
import { StreamReader, StreamStates } from './access-stream/stream-source.js';
import { ObservedTarget, type SourceObserver } from './observer.js';
import { PostgresReader } from './postgres/postgres-source.js';
import { PrometheusReader } from './prometheus/prometheus-source.js';
import { RedisReader } from './redis/redis-source.js';
import type { Sources } from './source.js';

/**
 * The sources of a configuration. Nothing is connected before its first use.
 * PRS_CONFIG_INVALID when a target has no usable address.
 *
 * @param streams what streams have gathered, which outlives a reload of the configuration
 */
export function createSources(config: Config, observer: SourceObserver, streams = new StreamStates()): Sources {
  const observed: ObservedTarget[] = [];
  const readers = <T extends { name: string }, R>(
    kind: SourceKind,
    targets: T[],
    Reader: new (target: T, observed: ObservedTarget) => R,
  ): Map<string, R> =>
    new Map(
      targets.map((target) => {
        const own = new ObservedTarget(kind, target.name, observer);
        observed.push(own);
        return [target.name, new Reader(target, own)];
      }),
    );
  const postgres = readers('postgres', config.targets.postgres, PostgresReader);
  const redis = readers('redis', config.targets.redis, RedisReader);
  const prometheus = readers('prometheus', config.targets.prometheus, PrometheusReader);
  const stream = new Map(
    config.targets.stream.map((target) => {
      const own = new ObservedTarget('stream', target.name, observer);
      observed.push(own);
      const server = target.redis === undefined ? undefined : redis.get(target.redis);
      return [target.name, new StreamReader(target, own, streams.of(target), server)];
    }),
  );

  return {
    postgres: (target) => find(postgres, 'postgres', target),
    redis: (target) => find(redis, 'redis', target),
    prometheus: (target) => find(prometheus, 'prometheus', target),
    stream: (target) => find(stream, 'stream', target),
    status: () => observed.map((target) => target.status()),
    close: async () => {
      const all = [...postgres.values(), ...redis.values(), ...prometheus.values()];
      await Promise.all(all.map((reader) => reader.close()));
    },
  };
}

function find<R>(readers: Map<string, R>, kind: SourceKind, target: string): R {
  const reader = readers.get(target);
  if (reader !== undefined) return reader;
  const known = [...readers.keys()].map((name) => `"${name}"`).join(', ') || 'none';
  // The name may come from a request; JSON keeps it on one line.
  const asked = JSON.stringify(target.slice(0, 80));
  throw new PresageError('PRS_TARGET_UNKNOWN', `there is no ${kind} target ${asked}; configured: ${known}`);
}
