import { InvalidArgumentError } from 'commander';

/** A size of the cache: a number of objects or bytes, or a share of what all keys would need. */
export type SizeRequest = { value: number } | { share: number };

/** Shares that are asked when no sizes are. */
const DEFAULT_SHARES = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1];
export const DEFAULT_SIZES: SizeRequest[] = DEFAULT_SHARES.map((share) => ({ share }));

/** Reads `100,1000,10%`. */
export function parseSizes(text: string): SizeRequest[] {
  return text.split(',').map((item) => {
    const [, digits, percent] = /^\s*(\d{1,15}(?:\.\d{1,9})?)(%?)\s*$/.exec(item) ?? [];
    const value = Number(digits);
    if (percent === '%' && value > 0) return { share: value / 100 };
    if (percent === '' && value >= 1 && Number.isInteger(value)) return { value };
    throw new InvalidArgumentError('It must be whole numbers or percentages above 0, like 100,1000,10%.');
  });
}

/** The sizes in objects or bytes, ascending and each once, given what all keys would need. */
export function resolveSizes(requests: readonly SizeRequest[], workingSet: number): number[] {
  const sizes = requests.map((request) =>
    'value' in request ? request.value : Math.max(1, Math.round(request.share * workingSet)),
  );
  return [...new Set(sizes)].sort((a, b) => a - b);
}
