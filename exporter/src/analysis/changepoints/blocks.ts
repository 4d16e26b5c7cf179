import { mean } from '../statistics/moments.js';

/** Most points that are cut into segments at once. */
const MOST = 1_500;
/** Sizes that divide the minutes of a day, so that a day stays a whole number of blocks. */
const SIZES = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 24, 30, 36, 40, 48, 60, 72, 80, 90, 96, 120, 144, 180, 240, 360];
/** Blocks on each side within which a change may have happened. */
const REACH = 2;

/** Means of as many neighbours as it takes to leave not too many; NaN where a block has no value. */
export function intoBlocks(values: Float64Array): { values: Float64Array; size: number } {
  const fits = SIZES.find((one) => values.length / one <= MOST);
  const size = fits ?? Math.ceil(values.length / MOST);
  if (size === 1) return { values, size };
  return {
    size,
    values: Float64Array.from({ length: Math.ceil(values.length / size) }, (_, block) =>
      mean(values.subarray(block * size, (block + 1) * size).filter((value) => !Number.isNaN(value))),
    ),
  };
}

/** Changes that were found between blocks, moved to the point around there that parts two levels best. */
export function refined<T extends { index: number }>(values: Float64Array, changes: T[], size: number): T[] {
  if (size === 1) return changes;
  return changes.map((change) => {
    const start = Math.max(0, change.index - REACH * size);
    const window = values.subarray(start, change.index + REACH * size);
    return { ...change, index: start + bestSplit(window, change.index - start) };
  });
}

/** Where two means leave the least squares. */
function bestSplit(values: Float64Array, otherwise: number): number {
  const usable = Array.from(values.keys()).filter((index) => !Number.isNaN(values[index]));
  const centre = mean(usable.map((index) => values[index]!));
  let [sum, best, split] = [0, 0, otherwise];
  usable.slice(0, -1).forEach((index, position) => {
    sum += values[index]! - centre;
    const count = position + 1;
    const gain = sum ** 2 / count + sum ** 2 / (usable.length - count);
    if (gain > best) [best, split] = [gain, usable[count]!];
  });
  return split;
}
