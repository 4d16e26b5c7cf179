/** Names of eviction policies as papers and servers write them; a policy of a later exporter as it comes. */
export function policyLabel(policy: string): string {
  const known: Record<string, string> = {
    lru: 'LRU',
    fifo: 'FIFO',
    lfu: 'LFU',
    s3fifo: 'S3-FIFO',
    sieve: 'SIEVE',
    'redis-lru': 'Redis LRU',
    'redis-lfu': 'Redis LFU',
  };
  return Object.hasOwn(known, policy) ? known[policy] : policy;
}
