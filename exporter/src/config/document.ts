import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
} from 'yaml';
import { interpolate, type Environment } from './interpolate.js';
import type { ConfigProblem, Path } from './problem.js';

/** A YAML text as plain values that still know where they came from. */
export interface ConfigDocument {
  value: unknown;
  problems: ConfigProblem[];
  /** Line and column of the value at `path`, of its nearest parent that exists when there is none. */
  locate(path: Path): { line: number; column: number };
  /** The same for the key at `path`. */
  locateKey(path: Path): { line: number; column: number };
  /** Whether there is something at `path`. */
  has(path: Path): boolean;
  /** Whether the value at `path` was made of variables, so that its type is not the author's choice. */
  interpolated(path: Path): boolean;
}

/** Reads YAML 1.2. With an environment it fills in the variables of string values; keys are left alone. */
export function readDocument(text: string, environment: Environment | undefined): ConfigDocument {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const position = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const problems: ConfigProblem[] = document.errors.map((error) => ({
    code: 'PRS_CONFIG_UNREADABLE',
    message: `is not valid YAML: ${error.message}`,
    position: position(error.pos[0]),
  }));
  const variables = new Set<Node>();
  let value: unknown;
  if (problems.length === 0) {
    if (environment) problems.push(...fillIn(document, environment, variables, position));
    try {
      value = document.toJS({ maxAliasCount: 100 });
    } catch (error) {
      problems.push({ code: 'PRS_CONFIG_UNREADABLE', message: `is not usable YAML: ${(error as Error).message}` });
    }
  }

  const at = (path: Path) => nodesAlong(document, path);
  return {
    value,
    problems,
    locate: (path) => position(startOf(at(path).at(-1)?.node)),
    locateKey: (path) => {
      const last = at(path).at(-1);
      return position(last?.depth === path.length && last.key ? startOf(last.key) : startOf(last?.node));
    },
    has: (path) => at(path).at(-1)?.depth === path.length,
    interpolated: (path) => {
      const last = at(path).at(-1);
      return last?.depth === path.length && last.node !== undefined && variables.has(last.node);
    },
  };
}

function fillIn(
  document: Document,
  environment: Environment,
  variables: Set<Node>,
  position: (offset: number) => { line: number; column: number },
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  visit(document, {
    Scalar(key, node) {
      if (key === 'key' || typeof node.value !== 'string') return;
      const filled = interpolate(node.value, environment);
      node.value = filled.text;
      if (filled.variables) variables.add(node);
      for (const name of filled.missing) {
        problems.push({
          code: 'PRS_CONFIG_VARIABLE_MISSING',
          message: `the environment variable ${name} is not set`,
          position: position(startOf(node)),
          example: `\${${name}:-default}`,
        });
      }
    },
  });
  return problems;
}

interface Step {
  node: Node | undefined;
  key?: Node;
  depth: number;
}

/** The nodes that lie on `path`, as far as they exist; the document's own first. */
function nodesAlong(document: Document, path: Path): Step[] {
  const steps: Step[] = [{ node: resolve(document, document.contents), depth: 0 }];
  for (const [index, part] of path.entries()) {
    const parent = steps.at(-1)!.node;
    const pair = isMap(parent) ? parent.items.find((item) => keyText(item) === String(part)) : undefined;
    const child = pair ? pair.value : isSeq(parent) ? parent.items[Number(part)] : undefined;
    const key = pair?.key as Node | undefined;
    if (!pair && child === undefined) break;
    steps.push({ node: resolve(document, child) ?? key, key, depth: index + 1 });
  }
  return steps;
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}

function resolve(document: Document, node: unknown): Node | undefined {
  if (isAlias(node)) return node.resolve(document);
  return isMap(node) || isSeq(node) || isScalar(node) ? node : undefined;
}

function startOf(node: Node | null | undefined): number {
  return node?.range?.[0] ?? 0;
}
