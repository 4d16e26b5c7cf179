import { median } from '../statistics/quantile.js';

/** Points on each side that say what is usual here. */
const REACH = 3;
/** Spreads from what is usual up to which a value stays as it is. */
const LIMIT = 4;

/**
 * Values with single spikes cut down to the edge of what is usual around them (a Hampel filter), so that one bad run is
 * no change. Edges of steps stay where they are; a value halfway up a step goes to the nearer level.
 */
export function withoutSpikes(values: Float64Array): Float64Array {
  const usual = values.map((_, index) => median(values.subarray(Math.max(0, index - REACH), index + REACH + 1)));
  const deviations = values.map((value, index) => value - usual[index]!);
  const limit = LIMIT * 1.4826 * median(deviations.map(Math.abs));
  const calm = values.map((value, index) => {
    const deviation = deviations[index]!;
    return Math.abs(deviation) > limit ? usual[index]! + Math.sign(deviation) * limit : value;
  });
  return edgesSharpened(calm);
}

function edgesSharpened(values: Float64Array): Float64Array {
  const before = values.map((_, index) => median(values.subarray(Math.max(0, index - REACH), index)));
  const after = values.map((_, index) => median(values.subarray(index + 1, index + 1 + REACH)));
  const nearer = values.map((value, index) =>
    Math.abs(value - before[index]!) < Math.abs(value - after[index]!) ? before[index]! : after[index]!,
  );
  const limit = LIMIT * 1.4826 * median(values.map((value, index) => Math.abs(value - nearer[index]!)));
  return values.map((value, index) => {
    const [one, other] = [value - before[index]!, after[index]! - value];
    const isHalfway = one * other > 0 && Math.min(Math.abs(one), Math.abs(other)) > limit;
    return isHalfway ? nearer[index]! : value;
  });
}
