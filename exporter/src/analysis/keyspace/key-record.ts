/** What one look at one key found. Bytes and seconds. */
export interface KeyRecord {
  /** As text, cut; bytes that are not UTF-8 are replaced. */
  name: string;
  nameBytes: number;
  memoryBytes: number;
  /** Remaining time to live; null without one; absent where PTTL is denied. */
  ttlSeconds?: number | null;
  /** Since it was last read or written; absent under an LFU policy. */
  idleSeconds?: number;
  /** The logarithmic counter of an LFU policy, 0 to 255. */
  frequency?: number;
  /** Only of some keys. */
  type?: string;
  encoding?: string;
}

/** The sampled keys of one server, an even sample of all its keys. */
export interface NodeSample {
  keys: KeyRecord[];
  /** Keys that the server has in all. */
  total: number;
}
