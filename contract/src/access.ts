import { z } from 'zod';

/** What was done with a key; `update`: the origin changed and the cache was not told. The position is the code on the wire. */
export const ACCESS_OPERATIONS = ['get', 'set', 'delete', 'update'] as const;
/** How the cache answered a get. The position is the code on the wire. */
export const ACCESS_OUTCOMES = ['unknown', 'hit', 'miss'] as const;

/** Bounds of one batch of references. */
export const ACCESS_LIMITS = { references: 10_000, prefixes: 200, prefixLength: 100 } as const;

const column = <T extends z.ZodType>(item: T) => z.array(item).max(ACCESS_LIMITS.references);
const count = z.number().int().nonnegative().max(1e12);

/**
 * Body of `POST /api/v1/access/{stream}`: references to the sampled keys, in columns of equal length. A key is sampled when its
 * hash is below `rate` × 2³²; the hash is FNV-1a over UTF-16 code units, finished with murmur3's mixer.
 */
export const accessBatch = z
  .strictObject({
    rate: z.number().gt(0).max(1).describe('Share of the keys that are sampled.'),
    lookups: count.describe('Look-ups since the batch before, of all keys, sampled or not.'),
    lost: count.default(0).describe('References since the batch before that were sampled and are not sent.'),
    prefixes: z.array(z.string().max(ACCESS_LIMITS.prefixLength)).max(ACCESS_LIMITS.prefixes).default([]),
    hash: column(z.number().int().min(0).max(0xffff_ffff)),
    time: column(z.number().nonnegative().max(1e15)).describe('Unix milliseconds.'),
    operation: column(z.number().int().min(0).max(3)).describe('Position in get, set, delete, update.'),
    outcome: column(z.number().int().min(0).max(2)).describe('Position in unknown, hit, miss.'),
    size: column(z.number().nonnegative().max(1e12)).describe('Bytes of key and value; 0 is not known.'),
    ttl: column(z.number().nonnegative().max(1e10)).describe('Seconds; 0 is for ever, or not known.'),
    prefix: column(z.number().int().min(-1)).describe('Position in prefixes; -1 for none.'),
  })
  .refine(
    ({ hash, ...columns }) =>
      (['time', 'operation', 'outcome', 'size', 'ttl', 'prefix'] as const).every(
        (name) => columns[name].length === hash.length,
      ),
    'the columns must be equally long',
  )
  .refine(({ prefix, prefixes }) => prefix.every((position) => position < prefixes.length), {
    path: ['prefix'],
    message: 'must be a position in prefixes',
  });

export type AccessBatch = z.output<typeof accessBatch>;

/** Answer to a batch. */
export interface AccessAnswer {
  /** References that entered the stream. */
  accepted: number;
  /** Share of the keys that the stream wants from now on. */
  rate: number;
}
