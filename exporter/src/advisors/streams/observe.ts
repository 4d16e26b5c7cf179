import { readRedisInfo } from '../../analysis/caching/redis.js';
import { toPresageError } from '../../error.js';
import type { Sources, StreamObservation } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import type { StreamsConfig } from './config.js';

/** What one run saw. */
export interface StreamsObservation {
  /** Unix seconds. */
  time: number;
  stream: StreamObservation;
  server?: RedisServer;
  /** Why the server that the cache lives on could not be asked. */
  serverError?: string;
}

/** The Redis server that a stream is the cache of. */
export interface RedisServer {
  /** As `maxmemory-policy` says it. */
  policy: string;
  entries: number;
  limitBytes?: number;
  usedBytes: number;
  /** Bytes that are not entries: the server itself and its clients. */
  fixedBytes: number;
}

/** Reads the stream and, where it lives on a Redis server, the memory of that. A server that does not answer ends nothing. */
export async function observeStream(
  job: Job<StreamsConfig>,
  sources: Sources,
  signal: AbortSignal,
): Promise<StreamsObservation> {
  const stream = await sources.stream(job.target).observe(signal);
  const time = Date.now() / 1_000;
  const { redis } = job.config;
  if (redis === undefined) return { time, stream };
  try {
    const nodes = [...(await sources.redis(redis).info(signal)).values()];
    return { time, stream, server: readServer(nodes, time) };
  } catch (error) {
    signal.throwIfAborted();
    return { time, stream, serverError: toPresageError(error).message };
  }
}

/** All masters as one server. */
function readServer(nodes: readonly Record<string, string>[], time: number): RedisServer | undefined {
  const servers = nodes.flatMap((fields): RedisServer[] => {
    const snapshot = readRedisInfo(fields, time);
    if (!snapshot) return [];
    const bytes = (name: string) => Number(fields[name] ?? 0) || 0;
    const clients = bytes('mem_clients_normal') + bytes('mem_clients_slaves') + bytes('mem_replication_backlog');
    return [
      {
        policy: snapshot.policy,
        entries: snapshot.entries,
        usedBytes: snapshot.usedBytes,
        fixedBytes: bytes('used_memory_startup') + clients,
        ...(snapshot.limitBytes !== undefined && { limitBytes: snapshot.limitBytes }),
      },
    ];
  });
  const sum = (read: (server: RedisServer) => number) => servers.reduce((total, server) => total + read(server), 0);
  const [first] = servers;
  if (!first) return undefined;
  return {
    policy: first.policy,
    entries: sum(({ entries }) => entries),
    usedBytes: sum(({ usedBytes }) => usedBytes),
    fixedBytes: sum(({ fixedBytes }) => fixedBytes),
    ...(servers.every(({ limitBytes }) => limitBytes !== undefined) && {
      limitBytes: sum(({ limitBytes = 0 }) => limitBytes),
    }),
  };
}
