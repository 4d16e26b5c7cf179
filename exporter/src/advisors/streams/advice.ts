import type { Evidence } from '@presage/contract/recommendation';
import type { StreamReport } from '../../analysis/caching/streams/stream-report.js';
import type { StalePrefix, TtlAdvice } from '../../analysis/caching/streams/times-to-live.js';
import type { Job } from '../advisor.js';
import { recommendationId, type FoundRecommendation } from '../recommendation.js';
import type { StreamsConfig } from './config.js';
import type { StreamCost } from './findings.js';
import { policyText, roomText, sizeText } from './change-text.js';
import type { RedisServer } from './observe.js';

/** A gain of hit ratio that is worth a change. */
const WORTH = 0.01;
/** Shares that are worth a look. */
const MANY_ONE_HITS = 0.3;
const MANY_SOON_ASKED = 0.5;
const UNCACHEABLE = { lookupRatio: 0.02, hitRatio: 0.1, weightRatio: 0.02 };

type Text = Pick<FoundRecommendation, 'object' | 'title' | 'reason' | 'change' | 'rollback'> &
  Partial<Pick<FoundRecommendation, 'gainRatio' | 'sizeBytes'>> & { evidence?: Evidence[]; sure?: number };

/** What to do about the cache, the surest first; ids stay the same while the kind of advice does. */
export function adviseStream(
  report: StreamReport,
  job: Job<StreamsConfig>,
  server: RedisServer | undefined,
  cost: StreamCost | undefined,
): FoundRecommendation[] {
  const texts: [string, Text][] = [];
  const add = (id: string, text: Text | undefined) => text && texts.push([id, text]);
  add('size', adviseSize(report, server, cost));
  for (const ttl of report.ttls) add(`ttl ${ttl.prefix}`, adviseTtl(ttl));
  add('policy', advisePolicy(report, server));
  add('admission', adviseAdmission(report));
  for (const [id, text] of [...advisePrefixes(report), ...adviseAhead(report)]) add(id, text);
  for (const stale of report.stale) add(`stale ${stale.prefix}`, invalidate(stale));
  return texts.map(([id, { evidence = [], sure = 1, ...text }]) => ({
    id: recommendationId(job.target, 'stream', id),
    advisor: 'streams',
    target: job.target,
    action: 'change_setting',
    ...text,
    confidence: Math.max(0, Math.min(1, report.confidence * sure)),
    evidence: [...evidence, ...common(report)],
    labels: { cache: job.target },
  }));
}

function adviseSize(
  report: StreamReport,
  server: RedisServer | undefined,
  cost: StreamCost | undefined,
): Text | undefined {
  const { size, presentMissRatio, objects, bytes, ttls } = report;
  if (!size) return undefined;
  const unit = size.unit === 'bytes' ? bytes! : objects;
  const { present } = unit;
  const hits = percent(1 - size.missRatio);
  const room = roomText(size.size, size.unit);
  const verb = present === undefined ? 'Give' : size.size > present ? 'Grow' : 'Shrink';
  const why = {
    target: `It is the smallest size whose predicted hit ratio reaches the target, with 5 % to spare.`,
    price: 'At the configured prices memory and misses together cost least there.',
    knee: 'Up to there more room raises the hit ratio steeply, beyond it less so.',
    equal_hits: 'A smaller cache hits as often, within half a point.',
  }[size.reason];
  const condition = size.needsTtls ? ` together with the times to live advised for ${names(ttls)}` : '';
  const gainRatio = presentMissRatio === undefined ? undefined : Math.max(0, presentMissRatio - size.missRatio);
  return {
    object: size.unit === 'bytes' && server ? 'maxmemory' : 'cache size',
    title: `${verb} the cache ${present === undefined ? '' : `from ${roomText(present, size.unit)} `}${present === undefined ? room : `to ${room}`}`,
    reason: `The miss-ratio curve predicts a hit ratio of ${hits} there${condition}${
      presentMissRatio === undefined ? '' : `, against ${percent(1 - presentMissRatio)} now`
    }. ${why}`,
    ...sizeText(size.size, present, size.unit, server),
    ...(gainRatio !== undefined && { gainRatio }),
    ...(size.unit === 'bytes' && present !== undefined && { sizeBytes: size.size - present }),
    evidence: [
      ...(unit.knee === undefined ? [] : [{ label: 'knee', value: roomText(unit.knee, size.unit) }]),
      { label: 'working set', value: roomText(unit.workingSet, size.unit) },
      ...(report.gigabyteGain === undefined
        ? []
        : [{ label: 'one more GiB', value: `+${(report.gigabyteGain * 100).toFixed(2)} points of hit ratio` }]),
      ...(cost?.saving === undefined
        ? []
        : [{ label: 'saving a month', value: `${cost.saving.toFixed(2)} ${cost.currency}` }]),
    ],
  };
}

function adviseTtl({ prefix, present, advised, gain, staleRatio }: TtlAdvice): Text {
  return {
    object: `time to live of ${prefix}`,
    title: `Let ${prefix} live ${seconds(advised)} instead of ${seconds(present)}`,
    reason:
      `Its keys often end just before they are asked for again; with the longer life the whole cache is predicted to hit ${points(gain)} more often. ` +
      (staleRatio === undefined
        ? 'The stream tells of no updates of the data: make sure that answers may be that old.'
        : `${percent(staleRatio)} of its hits would be older than the last update.`),
    change: `In the application: SET key value ${lifeText(advised)} for ${prefix}`,
    rollback: `In the application: SET key value ${lifeText(present)} for ${prefix}`,
    gainRatio: gain,
    sure: staleRatio === undefined ? 0.8 : 1,
  };
}

function advisePolicy({ policy, objects }: StreamReport, server: RedisServer | undefined): Text | undefined {
  if (!policy || policy.gain < WORTH) return undefined;
  return {
    object: server ? 'maxmemory-policy' : 'eviction policy',
    title: `Evict by ${policy.name}`,
    reason: `Of the policies that this cache offers ${policy.name} misses least at the present size: it is predicted to hit ${points(policy.gain)} more often. At another size another policy may be best.`,
    ...policyText(policy.name, server),
    gainRatio: policy.gain,
    evidence: [{ label: 'working set', value: roomText(objects.workingSet, 'objects') }],
    sure: 0.9,
  };
}

function adviseAdmission({ admissionGain = 0, oneHitRatio }: StreamReport): Text | undefined {
  if (admissionGain < WORTH || oneHitRatio < MANY_ONE_HITS) return undefined;
  return {
    object: 'admission',
    title: 'Store a value only when it is asked for a second time',
    reason: `${percent(oneHitRatio)} of the keys are asked for only once and push out others. With such a filter (a Bloom filter of the keys of the last hours) the cache is predicted to hit ${points(admissionGain)} more often at its size.`,
    change: 'In the application: on a miss, store the value only if the key is in a filter of the keys seen before.',
    rollback: 'In the application: store the value on every miss.',
    gainRatio: admissionGain,
    sure: 0.8,
  };
}

/** What single prefixes call for. */
function advisePrefixes({ prefixes }: StreamReport): [string, Text][] {
  return prefixes.flatMap((report): [string, Text][] => {
    const {
      prefix,
      expiredRatio,
      soonAskedRatio = 0,
      invalidatedRatio,
      ttl,
      lookupRatio,
      hitRatio,
      weightRatio,
    } = report;
    const found: [string, Text][] = [];
    if (expiredRatio >= WORTH && soonAskedRatio >= MANY_SOON_ASKED && ttl !== undefined) {
      found.push([`prefetch ${prefix}`, prefetch(prefix, ttl, expiredRatio, soonAskedRatio)]);
    }
    if (invalidatedRatio >= WORTH) found.push([`invalidation ${prefix}`, overwrite(prefix, invalidatedRatio)]);
    const isUseless =
      lookupRatio >= UNCACHEABLE.lookupRatio &&
      hitRatio < UNCACHEABLE.hitRatio &&
      weightRatio >= UNCACHEABLE.weightRatio &&
      expiredRatio < WORTH;
    if (isUseless) found.push([`useless ${prefix}`, leaveOut(prefix, hitRatio, weightRatio)]);
    return found;
  });
}

/** What could be loaded before it is asked for. */
function adviseAhead({ patterns }: StreamReport): [string, Text][] {
  const periodic = patterns.periodic.filter(({ missRatio }) => missRatio >= WORTH);
  const following = patterns.following.filter(({ missRatio }) => missRatio >= WORTH);
  return [
    ...periodic.map(({ prefix, period, missRatio }): [string, Text] => [
      `warm-up ${prefix}`,
      {
        object: `warm-up of ${prefix}`,
        title: `Load ${prefix} shortly before it is asked for, every ${seconds(period)}`,
        reason: `${percent(missRatio)} of all look-ups are misses of ${prefix} keys that are asked for at regular times, ${seconds(period)} apart.`,
        change: `In a job: load and store these ${prefix} keys a little ahead of their time.`,
        rollback: 'End that job.',
        gainRatio: missRatio,
        sure: 0.7,
      },
    ]),
    ...following.map(({ first, then, missRatio }): [string, Text] => [
      `follow ${first} ${then}`,
      {
        object: `prefetch of ${then}`,
        title: `Load ${then} together with ${first}`,
        reason: `${percent(missRatio)} of all look-ups are misses of ${then} keys that came within a second after the same ${first} key each time.`,
        change: `In the application: when ${first} is asked for, load and store the ${then} that goes with it in the background.`,
        rollback: `In the application: load ${then} on a miss only.`,
        gainRatio: missRatio,
        sure: 0.6,
      },
    ]),
  ];
}

function invalidate({ prefix, staleRatio, shorter }: StalePrefix): Text {
  const otherwise = shorter
    ? ` A time to live of ${seconds(shorter.ttl)} would do as well, for ${points(Math.max(0, shorter.loss))} of hit ratio.`
    : '';
  return {
    object: `invalidation of ${prefix}`,
    title: `Overwrite or delete ${prefix} when its data change`,
    reason: `${percent(staleRatio)} of its hits are older than the last update of the data, more than the configured limit.${otherwise}`,
    change: `In the application: where the data behind ${prefix} change, SET the new value or UNLINK the key.`,
    rollback: 'In the application: let the key end by its time to live.',
    sure: 0.9,
  };
}

function prefetch(prefix: string, ttl: number, expiredRatio: number, soonAskedRatio: number): Text {
  const gain = expiredRatio * soonAskedRatio;
  return {
    object: `refresh of ${prefix}`,
    title: `Refresh ${prefix} ahead of its end`,
    reason: `${percent(soonAskedRatio)} of the misses after an expiry come within a tenth of the time to live (${seconds(ttl)}): the value was still wanted. Loading it again in the background shortly before its end avoids the wait.`,
    change: `In the application: when a hit on ${prefix} has less than ${seconds(ttl / 10)} left (PTTL), load and store the value in the background.`,
    rollback: 'In the application: load on a miss only.',
    gainRatio: gain,
    sure: 0.8,
  };
}

function overwrite(prefix: string, invalidatedRatio: number): Text {
  return {
    object: `invalidation of ${prefix}`,
    title: `Overwrite ${prefix} when its data change instead of deleting it`,
    reason: `${percent(invalidatedRatio)} of all look-ups miss only because the key was deleted before, and then ask for it again. Writing the new value at once keeps them hits.`,
    change: `In the application: SET the new value where ${prefix} is deleted with DEL or UNLINK now.`,
    rollback: 'In the application: delete the key.',
    gainRatio: invalidatedRatio,
    sure: 0.7,
  };
}

function leaveOut(prefix: string, hitRatio: number, weightRatio: number): Text {
  return {
    object: `caching of ${prefix}`,
    title: `Do not cache ${prefix}`,
    reason: `Only ${percent(hitRatio)} of its look-ups hit, and it takes ${percent(weightRatio)} of the room that all keys want.`,
    change: `In the application: read ${prefix} from its source, or store it only when it is asked for a second time.`,
    rollback: `In the application: cache ${prefix} as before.`,
    sure: 0.6,
  };
}

function common({ sampledKeys, rate, lookups, observedMissRatio, presentMissRatio }: StreamReport): Evidence[] {
  return [
    { label: 'sample', value: `${sampledKeys} keys, ${percent(rate)} of all, over ${lookups} look-ups` },
    ...(observedMissRatio === undefined
      ? []
      : [{ label: 'observed hit ratio', value: percent(1 - observedMissRatio) }]),
    ...(presentMissRatio === undefined
      ? []
      : [{ label: 'predicted hit ratio at the present size', value: percent(1 - presentMissRatio) }]),
  ];
}

function names(ttls: readonly TtlAdvice[]): string {
  return ttls.map(({ prefix }) => prefix).join(', ');
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}

function points(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} points`;
}

/** Option of SET; whole seconds where that is near enough. */
function lifeText(value: number): string {
  return value < 10 ? `PX ${Math.round(value * 1_000)}` : `EX ${Math.round(value)}`;
}

function seconds(value: number): string {
  if (value >= 7_200) return `${(value / 3_600).toFixed(1)} h`;
  return value >= 120 ? `${(value / 60).toFixed(1)} min` : `${value.toFixed(value < 10 ? 1 : 0)} s`;
}
