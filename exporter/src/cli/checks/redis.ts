import type { RedisSource } from '../../sources/source.js';
import { failure, fine, type CheckResult } from './result.js';

/** Connection, rights and what kind of server each master is. */
export async function checkRedis(source: RedisSource, signal: AbortSignal): Promise<CheckResult[]> {
  const row = { source: 'redis' as const, target: source.name };
  try {
    const nodes = await source.info(signal);
    return [...nodes].map(([node, info]) => ({
      ...row,
      check: `${node}: INFO`,
      ...fine(`Redis ${info.redis_version ?? 'of unknown version'}, ${info.maxmemory_policy ?? 'unknown policy'}`),
    }));
  } catch (error) {
    return [{ ...row, check: 'INFO', ...failure(error) }];
  }
}
