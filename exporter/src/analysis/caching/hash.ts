/**
 * 32-bit hash of a key: FNV-1a over UTF-16 code units, finished with murmur3's mixer so that any bit may be used as a sample.
 * The seed makes independent samples; the same seed gives the same sample in every process and after every restart.
 */
export function hashKey(key: string, seed = 0): number {
  let hash = 0x811c9dc5 ^ seed;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return mix(hash);
}

/** murmur3's 32-bit finaliser (Appleby); unsigned. */
export function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
