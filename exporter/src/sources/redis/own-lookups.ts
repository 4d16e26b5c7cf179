import { PresageError } from '../../error.js';
import type { RedisCommand } from '../source.js';

interface Own {
  hits: number;
  misses: number;
  /** Run and counter of the server when it was last read. */
  seen: { epoch: string | undefined; hits: number } | undefined;
}

/**
 * Look-ups that we made ourselves, by node. PTTL, TYPE and OBJECT look a key up and so count as a hit or a miss of the
 * server; MEMORY USAGE and SCAN do not.
 */
export class OwnLookups {
  readonly #nodes = new Map<string, Own>();

  count(node: string, [command]: RedisCommand, reply: unknown): void {
    if (!/^(PTTL|TYPE|OBJECT)$/i.test(command) || reply instanceof PresageError) return;
    const own = this.#nodes.get(node) ?? { hits: 0, misses: 0, seen: undefined };
    const isMiss = reply === -2 || reply === null || String(reply) === 'none';
    if (isMiss) own.misses++;
    else own.hits++;
    this.#nodes.set(node, own);
  }

  /** The fields of INFO with our own look-ups taken out; nothing is taken out of counters that began anew. */
  without(node: string, fields: Record<string, string>): Record<string, string> {
    const own = this.#nodes.get(node);
    if (own === undefined || fields['keyspace_hits'] === undefined) return fields;
    const now = { epoch: fields['run_id'], hits: Number(fields['keyspace_hits']) };
    if (own.seen && (own.seen.epoch !== now.epoch || now.hits < own.seen.hits)) {
      this.#nodes.delete(node);
      return fields;
    }
    own.seen = now;
    const less = (name: string, count: number) => String(Math.max(0, Number(fields[name]) - count));
    return {
      ...fields,
      keyspace_hits: less('keyspace_hits', own.hits),
      keyspace_misses: less('keyspace_misses', own.misses),
    };
  }
}
