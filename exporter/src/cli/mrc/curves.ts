import { curveConfidence, MINIMUM_KEYS, type CurvePoint, type PolicyCurves } from '../../analysis/caching/curve.js';
import { ExpiredReuses } from '../../analysis/caching/expired-reuses.js';
import type { PolicyName } from '../../analysis/caching/policies/policy.js';
import { lruMissRatios, type ReferenceTrace } from '../../analysis/caching/reference-trace.js';
import { SampledTrace } from '../../analysis/caching/sampled-trace.js';
import { FixedSizeShards } from '../../analysis/caching/shards.js';
import { byteMissRatios, policyMissRatios, ttlMissRatios } from '../../analysis/caching/simulate.js';
import { WholeTrace } from '../../analysis/caching/whole-trace.js';
import { resolveSizes, type SizeRequest } from './sizes.js';
import type { TraceRow } from './trace-row.js';

/** What to compute. Policies other than LRU know objects without times to live only. */
export interface CurveRequest {
  policies: readonly PolicyName[];
  sizes: readonly SizeRequest[];
  bytes: boolean;
  ttl: boolean;
  maxKeys: number;
  seed: number;
  exact: boolean;
}

export interface CurveAnswer {
  requests: number;
  /** Distinct keys, and what they would need in the unit of the sizes; estimates when the sample is not complete. */
  keys: number;
  workingSet: number;
  sampledKeys: number;
  confidence: number;
  /** Empty when too few keys were sampled; points are left out where the scaled cache would be too small to simulate. */
  curves: PolicyCurves;
}

/** References that simulations keep: 112 MB. */
const MAXIMUM_REFERENCES = 4_000_000;
const EXPIRY_KEYS = 32_768;

/** Takes the references of a trace one by one and answers at the end. */
export class CurveBuilder {
  private readonly trace: SampledTrace | WholeTrace;
  private readonly stack: FixedSizeShards | undefined;
  private readonly expired: ExpiredReuses | undefined;

  constructor(private readonly request: CurveRequest) {
    const { maxKeys, seed, exact, ttl, bytes } = request;
    this.trace = exact ? new WholeTrace() : new SampledTrace({ maxKeys, seed, maxReferences: MAXIMUM_REFERENCES });
    if (exact || bytes) return;
    this.stack = new FixedSizeShards({ maxKeys, seed });
    if (ttl) this.expired = new ExpiredReuses({ maxKeys: Math.max(maxKeys, EXPIRY_KEYS), seed });
  }

  add({ key, time, size, ttl }: TraceRow): void {
    this.trace.add(key, time, size, ttl);
    this.stack?.add(key);
    this.expired?.add(key, time, ttl);
  }

  answer(): CurveAnswer {
    const trace = this.trace.trace();
    const { total } = trace;
    const workingSet = this.request.bytes ? total.bytes : total.keys;
    const sizes = resolveSizes(this.request.sizes, workingSet);
    const isComplete = trace.keys === total.keys;
    const isEnough = isComplete || trace.keys >= MINIMUM_KEYS;
    return {
      requests: total.requests,
      keys: Math.round(total.keys),
      workingSet: Math.round(workingSet),
      sampledKeys: trace.keys,
      confidence: curveConfidence(trace.keys, isComplete),
      curves: isEnough ? this.curves(trace, sizes) : {},
    };
  }

  private curves(trace: ReferenceTrace, sizes: readonly number[]): PolicyCurves {
    const { bytes, ttl, policies, seed } = this.request;
    if (bytes) return { lru: points(sizes, byteMissRatios(trace, sizes, ttl)) };
    const lru = this.stack?.missRatios(sizes) ?? lruMissRatios(trace, sizes);
    if (ttl) {
      const expired = (this.expired?.count ?? 0) / trace.total.requests;
      return { lru: points(sizes, ttlMissRatios(trace, sizes, this.expired && { lru, expired })) };
    }
    return Object.fromEntries(
      policies.map((policy) => {
        const ratios = policy === 'lru' ? lru : policyMissRatios(trace, policy, sizes, { seed, lru });
        return [policy, points(sizes, ratios)];
      }),
    );
  }
}

function points(sizes: readonly number[], ratios: readonly (number | undefined)[]): CurvePoint[] {
  return sizes.flatMap((size, index) => {
    const missRatio = ratios[index];
    // six decimals are far below the error of a sample
    return missRatio === undefined ? [] : [{ size, missRatio: Number(missRatio.toFixed(6)) }];
  });
}
