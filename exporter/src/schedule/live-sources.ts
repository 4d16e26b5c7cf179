import type { Sources } from '../sources/source.js';

/** The sources of the running configuration; those of an older one close when the last run on them has ended. */
export class LiveSources {
  #current: Lease;

  constructor(sources: Sources) {
    this.#current = { sources, users: 0, retired: false };
  }

  get current(): Sources {
    return this.#current.sources;
  }

  /** Runs `work` on the sources of now, which stay open until it has ended. */
  async use<T>(work: (sources: Sources) => Promise<T>): Promise<T> {
    const lease = this.#current;
    lease.users++;
    try {
      return await work(lease.sources);
    } finally {
      lease.users--;
      await closeUnused(lease);
    }
  }

  /** Lets later runs use `sources`. */
  async replace(sources: Sources): Promise<void> {
    const old = this.#current;
    this.#current = { sources, users: 0, retired: false };
    old.retired = true;
    await closeUnused(old);
  }

  close(): Promise<void> {
    return this.#current.sources.close();
  }
}

interface Lease {
  sources: Sources;
  users: number;
  retired: boolean;
}

async function closeUnused(lease: Lease): Promise<void> {
  if (lease.retired && lease.users === 0) await lease.sources.close();
}
