import { ERROR_CATALOGUE } from '../errors.js';

/** `docs/errors.md`: what every code means and what to do about it. */
export function errorsPage(): string {
  const entries = Object.entries(ERROR_CATALOGUE).flatMap(([code, { summary, hint, status }]) => [
    '',
    `## ${code}`,
    '',
    summary,
    '',
    `**What to do:** ${hint}`,
    '',
    `The API answers with HTTP status ${status} where this error ends a whole request.`,
  ]);
  return [
    '# Errors',
    '',
    'Generated from `contract/src/errors.ts` by `npm run generate`; do not edit.',
    '',
    'Every error of Presage has one of these codes: in the log (`code`), on the landing page, in the answers of the API',
    '(`error.code`), in the output of `presage check`, and in the label `code` of `presage_advisor_errors_total`.',
    ...entries,
    '',
  ].join('\n');
}
