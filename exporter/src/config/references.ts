import { SOURCE_KINDS, type SourceKind } from '@presage/contract/kinds';
import type { ConfigProblem, Path } from './problem.js';
import { suggest } from './suggest.js';

type Item = Record<string, unknown>;
type Report = (path: Path, message: string, example?: string) => void;

/** Kinds of targets that have an address. */
type AddressedKind = Exclude<SourceKind, 'stream'>;

const URL_SCHEMES: Record<AddressedKind, readonly string[]> = {
  postgres: ['postgres', 'postgresql'],
  redis: ['redis', 'rediss'],
  prometheus: ['http', 'https'],
};

/**
 * What the schema cannot see: how the parts of the configuration fit together. Works on values that may still be
 * wrong in themselves, so that both kinds of problems are reported at once.
 */
export function checkReferences(value: unknown): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const report: Report = (path, message, example) =>
    problems.push({ code: 'PRS_CONFIG_INVALID', path, message, example });
  const names = checkTargets(value, report);
  checkStreams(value, names, report);
  checkScanHistories(value, names, report);
  checkCompanions(value, report);
  checkTargetLists(value, names, report);
  checkRules(value, 'forecasts', names.prometheus, report);
  checkCapacity(value, names.prometheus, report);
  checkRules(value, 'anomalies', names.prometheus, report);
  checkRules(value, 'layers', names.prometheus, report, 'chains');
  checkRules(value, 'changes', names.prometheus, report);
  checkRules(value, 'causes', names.prometheus, report);
  checkRules(value, 'causes', names.prometheus, report, 'correlations');
  return problems;
}

type Names = Record<SourceKind, string[]>;

function checkTargets(value: unknown, report: Report): Names {
  const names: Names = { postgres: [], redis: [], prometheus: [], stream: [] };
  const seen = new Map<string, string>();
  for (const kind of SOURCE_KINDS) {
    for (const [index, target] of items(value, ['targets', kind])) {
      const path = ['targets', kind, index];
      if (typeof target.name === 'string') {
        names[kind].push(target.name);
        const other = seen.get(target.name);
        if (other) report([...path, 'name'], `the name ${quote(target.name)} is taken by ${other}`);
        else seen.set(target.name, `${path[0]}.${kind}[${index}]`);
      }
      if (kind !== 'stream') checkAddress(kind, target, path, report);
    }
  }
  return names;
}

function checkStreams(value: unknown, names: Names, report: Report): void {
  for (const [index, { redis, http_log, monitor }] of items(value, ['targets', 'stream'])) {
    const path = ['targets', 'stream', index];
    if (monitor !== undefined && redis === undefined)
      report([...path, 'monitor'], 'needs the redis target to listen to');
    if (monitor !== undefined && http_log !== undefined) report(path, 'give either http_log or monitor, not both');
    if (typeof redis === 'string') checkName(redis, names.redis, ['targets', 'stream', index, 'redis'], report);
  }
}

function checkScanHistories(value: unknown, names: Names, report: Report): void {
  for (const [index, { scan_history: history }] of items(value, ['targets', 'postgres'])) {
    const target = (history as { target?: unknown } | undefined)?.target;
    const path = ['targets', 'postgres', index, 'scan_history', 'target'];
    if (typeof target === 'string') checkName(target, names.prometheus, path, report);
  }
}

/** The other servers that a PostgreSQL target names. */
function checkCompanions(value: unknown, report: Report): void {
  for (const [index, target] of items(value, ['targets', 'postgres'])) {
    for (const key of ['pgbouncer', 'scratch']) {
      const companion = target[key];
      if (isObject(companion)) checkAddress('postgres', companion, ['targets', 'postgres', index, key], report);
    }
  }
}

function checkAddress(kind: AddressedKind, target: Item, path: Path, report: Report): void {
  const url = target.url ?? target.url_file;
  const ways = kind === 'prometheus' ? ['url'] : kind === 'redis' ? ['url', 'host', 'nodes'] : ['url', 'host'];
  const given = ways.filter((way) => (way === 'url' ? url : target[way]) !== undefined);
  if (given.length === 0) report(path, `needs ${ways.join(' or ')}`, `url: ${exampleUrl(kind)}`);
  if (given.length > 1) report([...path, given[1]!], `give only one of ${given.join(' and ')}`);
  if (target.mode === 'sentinel' && target.master_name === undefined) {
    report(path, 'needs master_name, since mode is sentinel', 'master_name: mymaster');
  }
  if (typeof target.url === 'string') checkUrl(kind, target.url, [...path, 'url'], report);
  if (target.basic_auth !== undefined && (target.bearer_token ?? target.bearer_token_file) !== undefined) {
    report([...path, 'basic_auth'], 'give either basic_auth or bearer_token, not both');
  }
}

function checkUrl(kind: AddressedKind, url: string, path: Path, report: Report): void {
  const scheme = URL.canParse(url) ? new URL(url).protocol.slice(0, -1) : undefined;
  if (scheme !== undefined && URL_SCHEMES[kind].includes(scheme)) return;
  const allowed = URL_SCHEMES[kind].map((name) => `${name}://`).join(' or ');
  // the text itself may hold a password
  report(path, `must be a URL that starts with ${allowed}`, `url: ${exampleUrl(kind)}`);
}

function exampleUrl(kind: AddressedKind): string {
  if (kind === 'postgres') return 'postgres://presage:${PGPASSWORD}@db.example:5432/shop';
  return kind === 'redis' ? 'redis://cache.example:6379' : 'http://prometheus.example:9090';
}

function checkTargetLists(value: unknown, names: Names, report: Report): void {
  const allowed = {
    cache: [...names.postgres, ...names.redis],
    indexes: names.postgres,
    queries: names.postgres,
    tables: names.postgres,
    connections: names.postgres,
  };
  for (const [advisor, known] of Object.entries(allowed)) {
    for (const [index, name] of values(value, ['advisors', advisor, 'targets'])) {
      if (typeof name === 'string') checkName(name, known, ['advisors', advisor, 'targets', index], report);
    }
  }
}

function checkRules(value: unknown, advisor: string, targets: string[], report: Report, list = 'rules'): void {
  const names = new Set<string>();
  for (const [index, rule] of items(value, ['advisors', advisor, list])) {
    const path = ['advisors', advisor, list, index];
    if (typeof rule.name === 'string') {
      if (names.has(rule.name)) report([...path, 'name'], `there is another rule with the name ${quote(rule.name)}`);
      names.add(rule.name);
    }
    checkPrometheus(rule, targets, path, report);
    if (typeof rule.minimum === 'number' && typeof rule.maximum === 'number' && rule.minimum >= rule.maximum) {
      report([...path, 'minimum'], 'must be less than maximum');
    }
    checkThresholds(rule, path, report);
  }
}

function checkCapacity(value: unknown, targets: string[], report: Report): void {
  const seen = new Set<string>();
  for (const [index, entry] of values(value, ['advisors', 'forecasts', 'capacity'])) {
    const path = ['advisors', 'forecasts', 'capacity', index];
    const rule = isObject(entry) ? entry : { resource: entry };
    checkPrometheus(rule, targets, path, report);
    const key = JSON.stringify([rule.resource, rule.target ?? targets[0]]);
    if (seen.has(key)) report(path, 'the same resource of the same target stands there already');
    seen.add(key);
    const taken = items(value, ['advisors', 'forecasts', 'rules']).find(
      ({ 1: own }) => own.name === `capacity-${rule.resource}`,
    );
    if (taken)
      report(
        path,
        `its rule is called ${quote(`capacity-${rule.resource}`)}, as is advisors.forecasts.rules[${taken[0]}]`,
      );
  }
}

function checkPrometheus(rule: Item, targets: string[], path: Path, report: Report): void {
  if (typeof rule.target === 'string') checkName(rule.target, targets, [...path, 'target'], report);
  else if (targets.length === 0) {
    report(
      path,
      'needs a Prometheus target and none is configured',
      `targets: { prometheus: [{ name: main, url: "${exampleUrl('prometheus')}" }] }`,
    );
  }
}

function checkThresholds(rule: Item, path: Path, report: Report): void {
  const names = new Set<unknown>();
  for (const [index, { name }] of items(rule, ['thresholds'])) {
    if (typeof name !== 'string') continue;
    if (names.has(name)) report([...path, 'thresholds', index, 'name'], `there is another threshold ${quote(name)}`);
    names.add(name);
  }
}

function checkName(name: string, known: readonly string[], path: Path, report: Report): void {
  if (known.includes(name)) return;
  const meant = suggest(name, known);
  const list = known.length > 0 ? `one of ${known.map(quote).join(', ')}` : 'configured, and none is';
  report(
    path,
    `${quote(name)} is not a fitting target; ${meant ? `did you mean ${quote(meant)}?` : `it must be ${list}`}`,
  );
}

/** The objects of the list at `path`, with their index; empty when there is no list. */
function items(value: unknown, path: Path): [number, Item][] {
  return values(value, path).filter((entry): entry is [number, Item] => isObject(entry[1]));
}

function values(value: unknown, path: Path): [number, unknown][] {
  let current = value;
  for (const part of path) current = isObject(current) ? current[part] : undefined;
  return Array.isArray(current) ? [...current.entries()] : [];
}

function isObject(value: unknown): value is Item {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
