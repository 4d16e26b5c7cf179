const FIRST_ROOM = 1 << 14;

/** A growing column store of references, 28 bytes each; `tags` name the key, as a hash or a number. */
export class ReferenceBuffer {
  length = 0;
  private tags = new Uint32Array(FIRST_ROOM);
  private times = new Float64Array(FIRST_ROOM);
  private sizes = new Float64Array(FIRST_ROOM);
  private ttls = new Float64Array(FIRST_ROOM);

  get room(): number {
    return this.tags.length;
  }

  push(tag: number, time: number, size: number, ttl: number): void {
    if (this.length === this.room) this.grow(2 * this.room);
    this.tags[this.length] = tag;
    this.times[this.length] = time;
    this.sizes[this.length] = size;
    this.ttls[this.length++] = ttl;
  }

  /** Drops every reference whose tag is not below the limit. */
  keepBelow(limit: number): void {
    const { tags, times, sizes, ttls } = this;
    let kept = 0;
    for (let index = 0; index < this.length; index++) {
      if (tags[index]! >= limit) continue;
      tags[kept] = tags[index]!;
      times[kept] = times[index]!;
      sizes[kept] = sizes[index]!;
      ttls[kept++] = ttls[index]!;
    }
    this.length = kept;
  }

  /** Copies of the columns, with tags renumbered 0 … keys−1 in the order of their first reference. */
  columns(): { keys: number; ids: Uint32Array; times: Float64Array; sizes: Float64Array; ttls: Float64Array } {
    const numbers = new Map<number, number>();
    const ids = new Uint32Array(this.length);
    for (let index = 0; index < this.length; index++) {
      const tag = this.tags[index]!;
      let id = numbers.get(tag);
      if (id === undefined) numbers.set(tag, (id = numbers.size));
      ids[index] = id;
    }
    const [times, sizes, ttls] = [this.times, this.sizes, this.ttls].map((column) => column.slice(0, this.length));
    return { keys: numbers.size, ids, times: times!, sizes: sizes!, ttls: ttls! };
  }

  private grow(room: number): void {
    this.tags = copyInto(new Uint32Array(room), this.tags);
    this.times = copyInto(new Float64Array(room), this.times);
    this.sizes = copyInto(new Float64Array(room), this.sizes);
    this.ttls = copyInto(new Float64Array(room), this.ttls);
  }
}

function copyInto<T extends Uint32Array | Float64Array>(to: T, from: T): T {
  to.set(from);
  return to;
}
