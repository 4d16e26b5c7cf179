import { rootBlockers } from '../../analysis/connections/blocking.js';
import { poolSize } from '../../analysis/connections/pool-size.js';
import { quantileOfSorted, sortedFinite } from '../../analysis/statistics/quantile.js';
import type { Job } from '../advisor.js';
import { continueRecommendations } from '../recommendation.js';
import { stickyTop } from '../sticky.js';
import { adviseBlocker, adviseIdle, advisePool, adviseWaits } from './advice.js';
import type { ConnectionsConfig } from './config.js';
import type { ConnectionsFindings } from './findings.js';
import type { ConnectionsObservation } from './observe.js';

/** Runs whose load is remembered, and runs from which on a size is told. */
const REMEMBERED = 240;
const ENOUGH = 5;
/** The load of busy times. */
const BUSY = 0.95;
/** Most series of one recommendation and of one database, and of the counts. */
const SERIES = { recommendation: 4, database: 6, counts: 20 } as const;

/** Turns one observation into figures and recommendations, joined with those that were open before. */
export function analyseConnections(
  observation: ConnectionsObservation,
  { target, config }: Job<ConnectionsConfig>,
  previous: ConnectionsFindings | undefined,
): ConnectionsFindings {
  const { time, limit, used, sessions, waits } = observation;
  const load = loadSince(observation, previous);
  const loads = [...(previous?.loads ?? []), ...(load === undefined ? [] : [load])].slice(-REMEMBERED);
  const busy = loads.length >= ENOUGH ? quantileOfSorted(sortedFinite(loads), BUSY) : undefined;
  const advisedPoolSize = busy === undefined ? undefined : poolSize(busy);
  const blockers = rootBlockers(observation.locks);
  const found = [
    ...blockers
      .filter(({ longestSeconds }) => longestSeconds >= config.blockedAfter)
      .map((blocker) => adviseBlocker(target, blocker)),
    ...adviseWaits(target, observation.pools ?? [], { free: limit - used, busy }),
    ...adviseIdle(target, observation.idleInTransaction, config.idleInTransactionAfter),
    ...(busy === undefined || advisedPoolSize === undefined
      ? []
      : advisePool(target, {
          used,
          limit,
          load: busy,
          size: advisedPoolSize,
          highUse: config.highUse,
        })),
  ];
  const recommendations = continueRecommendations(
    previous?.recommendations ?? [],
    found,
    // a session that no longer blocks is no longer to be ended
    ({ action }) => (action === 'end_session' ? 'resolved' : 'contradicted'),
    time,
  );
  const waiting = observation.locks.filter(({ blockedBy }) => blockedBy.length > 0);
  const findings = {
    time,
    used,
    limit,
    sessions,
    waits,
    ...(load !== undefined && { load }),
    loads,
    ...(advisedPoolSize !== undefined && { advisedPoolSize }),
    blocked: waiting.length,
    longestBlockedSeconds: Math.max(0, ...waiting.map(({ stateSeconds }) => stateSeconds)),
    longestIdleInTransactionSeconds: Math.max(
      0,
      ...observation.idleInTransaction.map(({ stateSeconds }) => stateSeconds),
    ),
    ...(observation.activeMilliseconds !== undefined && {
      counter: { milliseconds: observation.activeMilliseconds, epoch: observation.epoch },
    }),
    recommendations,
    ...(observation.poolerFailure !== undefined && { poolerFailure: observation.poolerFailure }),
  };
  return { ...findings, ...cap(findings, previous?.published, config.maximumSeries) };
}

/** Sessions at work on average since the last run by the server's own clock; the mean of the samples where it has none. */
function loadSince(observation: ConnectionsObservation, previous: ConnectionsFindings | undefined): number | undefined {
  const { activeMilliseconds, epoch, time, sessions } = observation;
  if (activeMilliseconds === undefined) {
    return sessions.reduce((sum, { state, count }) => (state === 'active' ? sum + count : sum), 0);
  }
  const before = previous?.counter;
  if (!before || before.epoch !== epoch || time <= previous.time) return undefined;
  return Math.max(0, (activeMilliseconds - before.milliseconds) / 1_000 / (time - previous.time));
}

function cap(
  { recommendations, sessions }: Pick<ConnectionsFindings, 'recommendations' | 'sessions'>,
  previous: ConnectionsFindings['published'] | undefined,
  maximumSeries: number,
): Pick<ConnectionsFindings, 'published' | 'dropped'> {
  const left = Math.max(0, maximumSeries - SERIES.counts);
  const advice = stickyTop(
    recommendations.map(({ id, confidence }) => ({ key: id, score: confidence })),
    new Set(previous?.recommendations),
    Math.floor(left / 2 / SERIES.recommendation),
  );
  const counts = new Map<string, number>();
  for (const { datname, count } of sessions) counts.set(datname, (counts.get(datname) ?? 0) + count);
  const databases = stickyTop(
    [...counts].map(([key, score]) => ({ key, score })),
    new Set(previous?.databases),
    Math.floor((left - advice.kept.length * SERIES.recommendation) / SERIES.database),
  );
  return {
    published: { recommendations: advice.kept, databases: databases.kept },
    dropped: advice.dropped * SERIES.recommendation + databases.dropped * SERIES.database,
  };
}
