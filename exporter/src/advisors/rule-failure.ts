import type { ApiError } from '@presage/contract/errors';
import { toPresageError } from '../error.js';

/** What came of one rule: its answer, or why there is none. */
export type RuleOutcome<T> = { value: T } | { error: ApiError };

/**
 * Asks for every rule at the same time; the source bounds how many requests run. One bad expression does not take the
 * others down, but when all fail the first error is thrown, so that a dead target shows as a failed run.
 */
export async function askEach<R, T>(
  rules: readonly R[],
  ask: (rule: R) => Promise<T>,
): Promise<{ rule: R; outcome: RuleOutcome<T> }[]> {
  const settled = await Promise.allSettled(rules.map(ask));
  const failures = settled.filter((result) => result.status === 'rejected');
  if (rules.length > 0 && failures.length === rules.length) throw failures[0]!.reason;
  return settled.map((result, index) => ({
    rule: rules[index]!,
    outcome:
      result.status === 'fulfilled' ? { value: result.value } : { error: toPresageError(result.reason).toApiError() },
  }));
}
