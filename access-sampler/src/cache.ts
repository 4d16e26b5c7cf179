import type { Sampler } from './sampler.js';

/** Any cache with get and set: a Map, lru-cache, Keyv and the like, synchronous or not. */
export interface Cache {
  get(key: never, ...rest: never[]): unknown;
  set(key: never, value: never, ...rest: never[]): unknown;
  delete?(key: never, ...rest: never[]): unknown;
}

export interface CacheOptions {
  /** Bytes of a value; default: the length of text and buffers, else 0, which is not known. */
  sizeOf?: (value: unknown) => number;
  /** Seconds to live, from the arguments of `set` after the value; default: none. */
  ttlOf?: (...rest: unknown[]) => number;
}

type Method = (...args: unknown[]) => unknown;

/** Lets the sampler see the accesses to a cache. The cache is changed in place and returned; it answers as before. */
export function sampleCache<T extends Cache>(cache: T, sampler: Sampler, options: CacheOptions = {}): T {
  const { sizeOf = lengthOf, ttlOf = () => 0 } = options;
  const original = (name: 'get' | 'set' | 'delete') => cache[name] as Method | undefined;
  const [get, set, remove] = [original('get')!, original('set')!, original('delete')];
  const answered = (hash: number, key: string, value: unknown) =>
    quietly(() => {
      const isHit = value !== undefined && value !== null;
      sampler.lookup(hash, key, isHit, isHit ? key.length + sizeOf(value) : 0);
    });
  const hooked: Partial<Record<'get' | 'set' | 'delete', Method>> = {
    get(key, ...rest) {
      const value = rest.length === 0 ? get.call(cache, key) : get.call(cache, key, ...rest);
      sampler.count();
      const text = typeof key === 'string' ? key : textOf(key);
      const hash = text === undefined ? -1 : sampler.hashOf(text);
      if (hash < 0) return value;
      if (value instanceof Promise) {
        value.then(
          (late) => answered(hash, text!, late),
          () => undefined,
        );
      } else answered(hash, text!, value);
      return value;
    },
    set(...args) {
      const result = set.apply(cache, args);
      const key = textOf(args[0]);
      const hash = key === undefined ? -1 : sampler.hashOf(key);
      if (hash >= 0) {
        quietly(() => sampler.stored(hash, key!, key!.length + sizeOf(args[1]), ttlOf(...args.slice(2))));
      }
      return result;
    },
  };
  if (remove) {
    hooked.delete = (...args) => {
      const key = textOf(args[0]);
      const hash = key === undefined ? -1 : sampler.hashOf(key);
      if (hash >= 0) sampler.removed(hash, key!);
      return remove.apply(cache, args);
    };
  }
  return Object.assign(cache, hooked);
}

/** Functions of the application that measure may throw; that must stay without effect on what is measured. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // this reference is not noted
  }
}

function textOf(key: unknown): string | undefined {
  if (typeof key === 'string') return key;
  return typeof key === 'number' ? String(key) : undefined;
}

function lengthOf(value: unknown): number {
  return typeof value === 'string' || Buffer.isBuffer(value) ? value.length : 0;
}
