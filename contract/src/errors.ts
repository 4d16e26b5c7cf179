/** One error that Presage reports: what it means, what to do, and the HTTP status when the API answers with it. */
export interface ErrorDefinition {
  readonly summary: string;
  readonly hint: string;
  readonly status: number;
}

/** The one list of error codes. `docs/errors.md` is generated from it. */
export const ERROR_CATALOGUE = {
  PRS_CONFIG_INVALID: {
    summary: 'The configuration has a wrong, unknown or missing value.',
    hint: 'Correct the line that the message names; `presage check` shows all of them without starting anything.',
    status: 400,
  },
  PRS_CONFIG_UNREADABLE: {
    summary: 'A configuration or secret file cannot be read or is not YAML.',
    hint: 'Check the path, its permissions and the YAML syntax at the line that the message names.',
    status: 400,
  },
  PRS_CONFIG_VARIABLE_MISSING: {
    summary: 'The configuration refers to an environment variable that is not set.',
    hint: 'Set the variable, or give a default as in `${NAME:-value}`.',
    status: 400,
  },
  PRS_SOURCE_UNREACHABLE: {
    summary: 'The connection to the source was refused, reset or its name could not be resolved.',
    hint: 'Check host, port, firewall and that the server runs.',
    status: 502,
  },
  PRS_SOURCE_TIMEOUT: {
    summary: 'The source did not answer within its time limit.',
    hint: 'Check the load of the server; raise `timeout` of the target if it is slow by nature.',
    status: 504,
  },
  PRS_SOURCE_AUTHENTICATION: {
    summary: 'The source rejected the user, password or token.',
    hint: 'Check the credentials of the target; use `password_file` or an environment variable for the secret.',
    status: 502,
  },
  PRS_SOURCE_PERMISSION: {
    summary: 'The user may log in but may not read what the advisor needs.',
    hint: 'Grant the least-privilege role that the documentation lists for this source.',
    status: 502,
  },
  PRS_SOURCE_TLS: {
    summary: 'The TLS handshake with the source failed.',
    hint: 'Check `tls.ca_file`, the server name in the certificate and whether the port speaks TLS at all.',
    status: 502,
  },
  PRS_SOURCE_PROTOCOL: {
    summary: 'The source answered with something that is not its protocol.',
    hint: 'Check that the URL points to the right kind of server and that no proxy answers in its place.',
    status: 502,
  },
  PRS_SOURCE_QUERY: {
    summary: 'The source rejected a query.',
    hint: 'The message carries what the server said; check the expression or the version of the server.',
    status: 422,
  },
  PRS_SOURCE_TOO_LARGE: {
    summary: 'The source answered with more data than the limit allows.',
    hint: 'Narrow the expression, lengthen the step or shorten the history.',
    status: 422,
  },
  PRS_POSTGRES_NO_STATEMENTS: {
    summary: 'The extension pg_stat_statements is not available in this database.',
    hint: 'Add it to `shared_preload_libraries`, restart, then run `CREATE EXTENSION pg_stat_statements`.',
    status: 502,
  },
  PRS_POSTGRES_NO_HYPOPG: {
    summary: 'HypoPG is not installed in this database, so indexes are proposed without validation.',
    hint: 'Install the package (Debian: postgresql-NN-hypopg) and run `CREATE EXTENSION hypopg`.',
    status: 502,
  },
  PRS_POSTGRES_SCRATCH_IS_TARGET: {
    summary: 'The scratch database is one of the databases that are observed.',
    hint: 'Create another database for `scratch`, best on another server: indexes are made in it.',
    status: 400,
  },
  PRS_POSTGRES_VERSION: {
    summary: 'The PostgreSQL server is older than version 13.',
    hint: 'Upgrade the server; versions 13 to 18 are supported.',
    status: 502,
  },
  PRS_REDIS_COMMAND_DENIED: {
    summary: 'The Redis user may not run a command that the advisor needs.',
    hint: 'Extend the ACL of the user as the documentation shows; the message names the command.',
    status: 502,
  },
  PRS_ANALYSIS_FAILED: {
    summary: 'An analysis ended with an unexpected error.',
    hint: 'Report it with the log line; the advisor keeps its last findings.',
    status: 500,
  },
  PRS_ADVISOR_TIMEOUT: {
    summary: 'An advisor did not finish within its time budget.',
    hint: 'Raise `timeout` of the advisor, or give it less to do.',
    status: 504,
  },
  PRS_SERIES_TOO_SHORT: {
    summary: 'The series has too few points for what was asked.',
    hint: 'Wait until more history exists, or lengthen the range.',
    status: 422,
  },
  PRS_TRACE_INVALID: {
    summary: 'A trace has no row that is a reference, or a header without a column that is needed.',
    hint: 'A row is timestamp,key,size[,op[,ttl]]; the message names the first rows that are not.',
    status: 400,
  },
  PRS_INPUT_UNREADABLE: {
    summary: 'An input of series cannot be read or decompressed.',
    hint: 'Check the path, its permissions and that the file is CSV or whole gzip.',
    status: 400,
  },
  PRS_INPUT_INVALID: {
    summary: 'An input has no row that is a point of a series.',
    hint: 'A row is series,timestamp,value or timestamp,value; the message names the first rows that are not.',
    status: 400,
  },
  PRS_WHATIF_UNREADABLE: {
    summary: 'A file of recorded planner answers cannot be read or decompressed.',
    hint: 'Check the path, its permissions and that the file is JSON or whole gzip of at most 256 MiB.',
    status: 400,
  },
  PRS_WHATIF_INVALID: {
    summary: 'Recorded planner answers are not JSON, lack a field or contradict themselves.',
    hint: 'See docs/index-selection.md for the format; the message names the place.',
    status: 400,
  },
  PRS_QUERY_INVALID: {
    summary: 'The request does not match the API.',
    hint: 'See docs/api.md or GET /api/v1/openapi.json; the message names the field.',
    status: 400,
  },
  PRS_QUERY_TOO_LARGE: {
    summary: 'The request asks for more queries, series or points than the limits allow.',
    hint: 'Ask for less, or raise `limits` in the configuration.',
    status: 422,
  },
  PRS_TARGET_UNKNOWN: {
    summary: 'There is no target with this name.',
    hint: 'GET /api/v1/catalog lists the targets.',
    status: 404,
  },
  PRS_INSIGHT_UNKNOWN: {
    summary: 'There is no insight with this name.',
    hint: 'GET /api/v1/catalog lists what can be asked.',
    status: 404,
  },
  PRS_INSIGHT_PENDING: {
    summary: 'The advisor has not finished its first run yet.',
    hint: 'Ask again after its interval; the landing page shows when it ran.',
    status: 503,
  },
  PRS_OVERLOADED: {
    summary: 'Too many requests are being answered already.',
    hint: 'Ask again in a moment; raise `limits` in the configuration if this happens often.',
    status: 503,
  },
  PRS_STREAM_BUSY: {
    summary: 'A stream of cache accesses sends more references than it may.',
    hint: 'Wait for the seconds of `Retry-After`; let the sampler keep fewer keys.',
    status: 429,
  },
  PRS_UNAUTHORIZED: {
    summary: 'The request has no valid credentials.',
    hint: 'Send the basic credentials or the bearer token of the web configuration file.',
    status: 401,
  },
  PRS_NOT_FOUND: {
    summary: 'There is no such page.',
    hint: 'The landing page at / links to what there is.',
    status: 404,
  },
  PRS_INTERNAL: {
    summary: 'Presage made a mistake of its own.',
    hint: 'Report it with the log line.',
    status: 500,
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** An error as the API reports it. `message` never carries a secret. */
export interface ApiError {
  code: ErrorCode;
  message: string;
  hint: string;
}
