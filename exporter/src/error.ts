import { ERROR_CATALOGUE, type ApiError, type ErrorCode } from '@presage/contract/errors';

/** An error with a code of the catalogue. The message is shown to users, so it never carries a secret. */
export class PresageError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'PresageError';
  }

  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }

  toApiError(): ApiError {
    return { code: this.code, message: this.message, hint: ERROR_CATALOGUE[this.code].hint };
  }
}

/** Any thrown value as a PresageError; what has no code of its own gets `fallback`. */
export function toPresageError(error: unknown, fallback: ErrorCode = 'PRS_INTERNAL'): PresageError {
  if (error instanceof PresageError) return error;
  return new PresageError(fallback, error instanceof Error ? error.message : String(error), { cause: error });
}
