/** A stream of references for tests: keys by a Zipf-like law, sizes and times to live by key; the same for the same seed. */
export interface TestReference {
  key: string;
  time: number;
  size: number;
  ttl: number;
}

/** `count` references to at most `keys` keys. */
export function zipfReferences(count: number, keys: number, seed = 1): TestReference[] {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: count }, (_, index) => {
    const id = Math.floor(keys ** random()) - 1;
    return { key: `key:${id}`, time: index / 100, size: 20 + ((id * 37) % 200), ttl: id % 3 === 0 ? 30 : 0 };
  });
}
