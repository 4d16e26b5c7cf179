import { summarizePrefixes } from '../../analysis/keyspace/estimate.js';
import { adviseKeys } from './advice.js';

const keys = Array.from({ length: 40 }, (_, id) => ({ name: `cart:${id}`, nameBytes: 7, memoryBytes: 5_000 }));
const samples = [{ keys, total: 40 }];
const [prefix] = summarizePrefixes(samples, () => 'cart');
const problem = {
  kind: 'encoding',
  prefix: prefix!,
  type: 'hash',
  keys: 40,
  meanBytes: 5_000,
  freedBytes: 80_000,
  sampled: 40,
} as const;

describe('advice on packing', () => {
  it('starts from the defaults where the settings may not be read', () => {
    const { change, rollback, reason } = adviseKeys(problem, 'main', samples, undefined);
    expect(change).toBe('CONFIG SET hash-max-listpack-value 256\nCONFIG SET hash-max-listpack-entries 1024');
    expect(rollback).toBe('CONFIG SET hash-max-listpack-value 64\nCONFIG SET hash-max-listpack-entries 512');
    expect(reason).toContain('(the defaults)');
  });

  it('starts from what the server is set to', () => {
    const packing = {
      'hash-max-listpack-entries': 100,
      'hash-max-listpack-value': 32,
      'hash-max-ziplist-entries': 100,
    };
    const { rollback, reason } = adviseKeys(problem, 'main', samples, packing);
    expect(rollback).toBe('CONFIG SET hash-max-listpack-value 32\nCONFIG SET hash-max-listpack-entries 100');
    expect(reason).toContain('more than 100 entries or a value of more than 32 bytes (as the server is set)');
  });

  it('uses the names of version 6 there', () => {
    const packing = { 'hash-max-ziplist-entries': 128, 'hash-max-ziplist-value': 64 };
    expect(adviseKeys(problem, 'main', samples, packing).change).toBe(
      'CONFIG SET hash-max-ziplist-value 256\nCONFIG SET hash-max-ziplist-entries 256',
    );
  });
});
