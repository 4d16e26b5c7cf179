import type { Config } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import type { SourceObserver } from '../../sources/observer.js';
import { checkPostgres } from './postgres.js';
import { checkPrometheus, rulesOf } from './prometheus.js';
import { checkRedis } from './redis.js';
import type { CheckResult } from './result.js';

/** All requests to one target together may take this many times the time limit of one. */
const TIMEOUTS_A_TARGET = 5;

const silent: SourceObserver = { request: () => undefined, retry: () => undefined };

/** Looks at every target at the same time; one that does not answer holds up none of the others. */
export async function checkTargets(config: Config): Promise<CheckResult[]> {
  const sources = createSources(config, silent);
  const limit = ({ timeout }: { timeout: number }) => AbortSignal.timeout(timeout * TIMEOUTS_A_TARGET * 1000);
  const { postgres, redis, prometheus } = config.targets;
  try {
    const results = await Promise.all([
      ...postgres.map((target) => checkPostgres(sources.postgres(target.name), limit(target))),
      ...redis.map((target) => checkRedis(sources.redis(target.name), limit(target))),
      ...prometheus.map((target) =>
        checkPrometheus(sources.prometheus(target.name), rulesOf(config, target.name), limit(target)),
      ),
    ]);
    return results.flat();
  } finally {
    await sources.close();
  }
}
