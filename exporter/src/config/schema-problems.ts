import { z } from 'zod';
import { exampleFor } from './examples.js';
import type { ConfigProblem, Path } from './problem.js';
import { suggest } from './suggest.js';

type Issue = z.core.$ZodIssue;

/** What zod found, in words of the configuration: one problem for each unknown key and each wrong value. */
export function schemaProblems(schema: z.ZodType, issues: readonly Issue[]): (ConfigProblem & { path: Path })[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
    if (issue.code === 'unrecognized_keys') {
      const known = keysAt(schema, path);
      return issue.keys.map((key) => unknownKey([...path, key], key, known));
    }
    return [{ code: 'PRS_CONFIG_INVALID' as const, path, message: wording(issue), example: exampleFor(path) }];
  });
}

function unknownKey(path: Path, key: string, known: readonly string[]): ConfigProblem & { path: Path } {
  const meant = suggest(key, known);
  const advice = meant ? `did you mean ${meant}?` : `known are ${known.join(', ')}`;
  return { code: 'PRS_CONFIG_INVALID', path, atKey: true, message: `is not a key that Presage knows; ${advice}` };
}

function wording(issue: Issue): string {
  if (issue.code === 'invalid_type') {
    return issue.message.endsWith('received undefined') ? 'is required' : `must be ${withArticle(issue.expected)}`;
  }
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'too_small') return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
  if (issue.code === 'too_big') return `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
  return issue.message;
}

const NAMES: Record<string, string> = {
  string: 'text',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a block of keys',
  record: 'a block of keys',
};

function withArticle(type: string): string {
  return NAMES[type] ?? `a ${type}`;
}

/** The keys that an object of `schema` may have at `path`. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let current = bare(schema);
  for (const part of path) {
    if (current instanceof z.ZodArray) current = bare(current.element as z.ZodType);
    else if (current instanceof z.ZodObject) current = bare(current.shape[String(part)] as z.ZodType);
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

function bare(schema: z.ZodType): z.ZodType {
  let current = schema;
  while (current instanceof z.ZodOptional || current instanceof z.ZodDefault || current instanceof z.ZodPrefault) {
    current = current.unwrap() as z.ZodType;
  }
  return current;
}
