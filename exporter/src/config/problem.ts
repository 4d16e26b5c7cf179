import type { ErrorCode } from '@presage/contract/errors';
import { PresageError } from '../error.js';

export type Path = readonly (string | number)[];

/** One thing that is wrong in the configuration. Lines and columns count from 1. */
export interface ConfigProblem {
  code: Extract<ErrorCode, `PRS_CONFIG_${string}`>;
  message: string;
  /** Absent where the problem is the file as a whole. */
  path?: Path;
  /** Whether the key is wrong rather than its value. */
  atKey?: true;
  position?: { line: number; column: number };
  /** A line that would be right. */
  example?: string;
}

/** All problems of one configuration. The message is one line a problem, starting with `file:line:column:`. */
export class ConfigError extends PresageError {
  constructor(
    readonly file: string,
    readonly problems: readonly ConfigProblem[],
  ) {
    super(
      problems[0]?.code ?? 'PRS_CONFIG_INVALID',
      problems.map((problem) => describeProblem(file, problem)).join('\n'),
    );
    this.name = 'ConfigError';
  }
}

/** `file:line:column: path: what is wrong (example: …)`. */
export function describeProblem(file: string, { path, position, message, example }: ConfigProblem): string {
  const place = position ? `${file}:${position.line}:${position.column}` : file;
  const subject = path && path.length > 0 ? `${formatPath(path)}: ` : '';
  return `${place}: ${subject}${message}${example ? ` (example: ${example})` : ''}`;
}

/** `['targets', 'postgres', 0, 'url']` as `targets.postgres[0].url`. */
export function formatPath(path: Path): string {
  return path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
}
