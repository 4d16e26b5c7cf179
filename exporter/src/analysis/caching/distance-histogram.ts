const BUCKETS_AN_OCTAVE = 128;
const OCTAVES = 48;

/**
 * Weighted counts of distances: whole distances up to `exact` apart, longer ones in logarithmic buckets 0.5 % wide.
 */
export class DistanceHistogram {
  private readonly short: Float64Array;
  private readonly long: Float64Array;
  private readonly firstOctave: number;

  constructor(private readonly exact: number) {
    this.short = new Float64Array(exact + 1);
    this.firstOctave = Math.log2(exact + 1);
    this.long = new Float64Array(BUCKETS_AN_OCTAVE * OCTAVES);
  }

  add(distance: number, weight: number): void {
    const whole = Math.ceil(distance);
    if (whole <= this.exact) this.short[whole]! += weight;
    else this.long[Math.min(this.long.length - 1, Math.floor(this.bucket(distance)))]! += weight;
  }

  /** For each size, ascending, the weight of the distances above it. */
  above(sizes: readonly number[]): number[] {
    let total = 0;
    for (const weight of this.short) total += weight;
    for (const weight of this.long) total += weight;
    let short = 0;
    let long = 0;
    let within = 0;
    return sizes.map((size) => {
      for (; short <= Math.min(size, this.exact); short++) within += this.short[short]!;
      if (size <= this.exact) return Math.max(0, total - within);
      const end = Math.min(this.long.length, this.bucket(size));
      for (; long + 1 <= end; long++) within += this.long[long]!;
      // distances inside a bucket are taken as even
      return Math.max(0, total - within - (end - long) * (this.long[long] ?? 0));
    });
  }

  private bucket(distance: number): number {
    return Math.max(0, (Math.log2(distance) - this.firstOctave) * BUCKETS_AN_OCTAVE);
  }
}
