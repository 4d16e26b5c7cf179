import type { ErrorCode } from '@presage/contract/errors';
import type { SourceKind } from '@presage/contract/kinds';
import { toPresageError } from '../../error.js';

/** One thing that `presage check` looked at. A warning means that a part of Presage has less to say. */
export interface CheckResult {
  source: SourceKind | 'config';
  target: string;
  check: string;
  status: 'ok' | 'warning' | 'error';
  message: string;
  code?: ErrorCode;
  hint?: string;
}

export type Finding = Omit<CheckResult, 'source' | 'target' | 'check'>;

export function fine(message: string): Finding {
  return { status: 'ok', message };
}

/** What a thrown error means for a check. */
export function failure(thrown: unknown, status: 'warning' | 'error' = 'error'): Finding {
  return { status, ...toPresageError(thrown).toApiError() };
}
