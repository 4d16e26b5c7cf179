/** A forecast that was published, and what came at the moment that it was for. */
export interface Check {
  predicted: number;
  lower: number;
  upper: number;
  actual: number;
}

export interface Accuracy {
  checks: number;
  /** Sum of absolute errors by the sum of absolute values; undefined where only zeros came. */
  errorRatio: number | undefined;
  /** Share of what came that lay within the interval. */
  coverageRatio: number;
}

/** How good forecasts were: weighted absolute percentage error (Kolassa and Schütz, 2007) and coverage. */
export function accuracyOf(checks: readonly Check[]): Accuracy {
  const sum = (of: (check: Check) => number) => checks.reduce((total, check) => total + of(check), 0);
  const scale = sum(({ actual }) => Math.abs(actual));
  return {
    checks: checks.length,
    errorRatio: scale > 0 ? sum(({ predicted, actual }) => Math.abs(predicted - actual)) / scale : undefined,
    coverageRatio: sum(({ lower, upper, actual }) => (actual >= lower && actual <= upper ? 1 : 0)) / checks.length,
  };
}

/**
 * Whether what came is too often outside of the interval to be chance: the number of misses lies three standard
 * deviations above what the level promises, and at least a fifth of the checks missed more than promised.
 */
export function missesInterval({ checks, coverageRatio }: Accuracy, level: number): boolean {
  const misses = (1 - coverageRatio) * checks;
  const promised = (1 - level) * checks;
  const deviation = Math.sqrt(checks * level * (1 - level));
  return misses > promised + 3 * deviation && level - coverageRatio > 0.2;
}
