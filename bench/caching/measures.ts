import { bestPolicies, type PolicyCurves } from '../../exporter/src/analysis/caching/curve.js';
import { ExpiredReuses } from '../../exporter/src/analysis/caching/expired-reuses.js';
import type { PolicyName } from '../../exporter/src/analysis/caching/policies/policy.js';
import { lruMissRatios, type ReferenceTrace } from '../../exporter/src/analysis/caching/reference-trace.js';
import { SampledTrace } from '../../exporter/src/analysis/caching/sampled-trace.js';
import { FixedSizeShards } from '../../exporter/src/analysis/caching/shards.js';
import {
  byteMissRatios,
  MINIMUM_SLOTS,
  policyMissRatios,
  ttlMissRatios,
} from '../../exporter/src/analysis/caching/simulate.js';
import { EXACT_NAMES, type BenchTrace } from './traces.js';

export const SEEDS = [1, 2, 3, 4, 5];
const POLICY_KEYS = 4_000;
const LRU_KEYS = 8_192;
const COMPARED: PolicyName[] = ['lru', 'fifo', 's3fifo', 'sieve', 'redis-lru', 'redis-lfu'];
const REFERENCES = 4_000_000;

/** A policy is the right one where the next best misses so much more. */
const TRUE_GAP = 0.01;

/** Mean absolute errors of the LRU curve at 256 even sizes, one for each seed. */
export function lruErrors(trace: BenchTrace, maxKeys: number): number[] {
  const { keys } = trace.whole;
  const sizes = Array.from({ length: 256 }, (_, index) => Math.max(1, Math.round(((index + 1) * keys) / 256)));
  const truth = lruMissRatios(trace.whole, sizes);
  return SEEDS.map((seed) => meanError(shardsOf(trace, maxKeys, seed).missRatios(sizes), truth));
}

export interface PolicyErrors {
  errors: Partial<Record<PolicyName, number[]>>;
  /** Sizes at which the best policy is clear, and at how many it was named. */
  clear: number;
  named: number;
  /** Largest miss ratio lost by following the advice, at any size. */
  regret: number;
}

/** Policies simulated on 4,000 keys with the LRU curve of 8,192 beside them, at the sizes with enough scaled slots. */
export function policyErrors(trace: BenchTrace): PolicyErrors {
  const sizes = trace.exact.cache_sizes_objects;
  const result: PolicyErrors = { errors: {}, clear: 0, named: 0, regret: 0 };
  for (const seed of SEEDS) {
    const sample = sampleOf(trace, POLICY_KEYS, seed);
    const lru = shardsOf(trace, LRU_KEYS, seed).missRatios(sizes);
    const share = sample.keys / sample.total.keys;
    const curves: PolicyCurves = {};
    for (const policy of COMPARED) {
      const estimates = policyMissRatios(sample, policy, sizes, { seed, lru });
      const known = sizes.flatMap((size, index) =>
        estimates[index] === undefined || size * share < MINIMUM_SLOTS ? [] : [{ size, index }],
      );
      curves[policy] = known.map(({ size, index }) => ({ size, missRatio: estimates[index]! }));
      const truth = trace.exact.miss_ratio[EXACT_NAMES[policy]]!;
      const error = meanError(
        known.map(({ index }) => estimates[index]!),
        known.map(({ index }) => truth[index]!),
      );
      (result.errors[policy] ??= []).push(error);
    }
    judgeChoices(trace, curves, result);
  }
  return result;
}

function judgeChoices({ exact }: BenchTrace, curves: PolicyCurves, result: PolicyErrors): void {
  for (const { size, policy } of bestPolicies(curves)) {
    const at = exact.cache_sizes_objects.indexOf(size);
    const truth = (name: PolicyName) => exact.miss_ratio[EXACT_NAMES[name]]![at]!;
    const [best, next] = COMPARED.map(truth).sort((a, b) => a - b) as [number, number];
    result.regret = Math.max(result.regret, truth(policy) - best);
    if (next - best <= TRUE_GAP) continue;
    result.clear++;
    if (truth(policy) === best) result.named++;
  }
}

/** Errors of LRU with times to live, one for each seed; undefined without exact answers. */
export function ttlErrors(trace: BenchTrace): number[] | undefined {
  const truth = trace.exact.miss_ratio['lru_ttl_proactive'];
  if (!truth) return undefined;
  const sizes = trace.exact.cache_sizes_objects;
  return SEEDS.map((seed) => {
    const expired = new ExpiredReuses({ maxKeys: 32_768, seed });
    trace.keys.forEach((key, index) => expired.add(key, trace.times[index]!, trace.ttls[index]!));
    const estimates = ttlMissRatios(sampleOf(trace, LRU_KEYS, seed), sizes, {
      lru: shardsOf(trace, LRU_KEYS, seed).missRatios(sizes),
      expired: expired.count / trace.keys.length,
    });
    const known = estimates.flatMap((estimate, index) => (estimate === undefined ? [] : [{ estimate, index }]));
    return meanError(
      known.map(({ estimate }) => estimate),
      known.map(({ index }) => truth[index]!),
    );
  });
}

/** Errors of byte-LRU at the byte capacities of the exact answers, one for each seed; undefined without any. */
export function byteErrors(trace: BenchTrace): number[] | undefined {
  const { bytes } = trace.exact;
  if (!bytes) return undefined;
  return SEEDS.map((seed) =>
    meanError(byteMissRatios(sampleOf(trace, LRU_KEYS, seed), bytes.cache_sizes_bytes), bytes.lru_miss_ratio),
  );
}

/** Largest difference of the simulators on the whole trace from the shipped answers. */
export function simulatorErrors({ whole, exact }: BenchTrace): Record<string, number> {
  const sizes = exact.cache_sizes_objects;
  const worst = (estimates: readonly (number | undefined)[], truth: readonly number[]) =>
    Math.max(...truth.map((value, index) => Math.abs(estimates[index]! - value)));
  const answers: Record<string, number> = {};
  for (const [policy, name] of Object.entries(EXACT_NAMES)) {
    const truth = exact.miss_ratio[name];
    if (truth) answers[policy] = worst(policyMissRatios(whole, policy as PolicyName, sizes), truth);
  }
  const ttl = exact.miss_ratio['lru_ttl_proactive'];
  if (ttl) answers['ttl'] = worst(ttlMissRatios(whole, sizes), ttl);
  const { bytes } = exact;
  if (bytes) answers['bytes'] = worst(byteMissRatios(whole, bytes.cache_sizes_bytes), bytes.lru_miss_ratio);
  return answers;
}

/** References a second of processor time of fixed-size SHARDS from strings, the best of a few passes after a warm-up. */
export function speedOf({ keys }: BenchTrace): number {
  let best = Infinity;
  for (let pass = 0; pass < 8; pass++) {
    const shards = new FixedSizeShards({ maxKeys: LRU_KEYS, seed: pass });
    const start = process.cpuUsage();
    for (const key of keys) shards.add(key);
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, user + system);
  }
  return (keys.length / best) * 1e6;
}

/** Bytes of all buffers that one stream holds. */
export function memoryOf(unit: 'objects' | 'bytes'): number {
  return bufferBytes(new FixedSizeShards({ maxKeys: LRU_KEYS, unit }));
}

function bufferBytes(value: object): number {
  return Object.values(value).reduce<number>((sum, part: unknown) => {
    if (ArrayBuffer.isView(part)) return sum + part.byteLength;
    return sum + (typeof part === 'object' && part !== null ? bufferBytes(part) : 8);
  }, 0);
}

function shardsOf({ keys }: BenchTrace, maxKeys: number, seed: number): FixedSizeShards {
  const shards = new FixedSizeShards({ maxKeys, seed });
  for (const key of keys) shards.add(key);
  return shards;
}

function sampleOf({ keys, times, sizes, ttls }: BenchTrace, maxKeys: number, seed: number): ReferenceTrace {
  const sample = new SampledTrace({ maxKeys, seed, maxReferences: REFERENCES });
  keys.forEach((key, index) => sample.add(key, times[index]!, sizes[index], ttls[index]));
  return sample.trace();
}

function meanError(estimates: readonly number[], truth: readonly number[]): number {
  const sum = estimates.reduce((total, estimate, index) => total + Math.abs(estimate - truth[index]!), 0);
  return sum / Math.max(1, estimates.length);
}
