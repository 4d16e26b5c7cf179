/** Groups keys that match a glob pattern under a name of their own. */
export interface PrefixPattern {
  name: string;
  /** `*` any text, `?` any character, all else itself. */
  pattern: string;
}

/** Label of keys whose name has no prefix. */
export const NO_PREFIX = '$none$';
const LONGEST_PREFIX = 80;
const DEEPEST = 3;
const SEPARATORS = /[:/|]/;
/** Digits, UUIDs, long hexadecimal or mixed text: what differs from key to key. */
const VARIABLE = /^(\d+|[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{12,}|(?=.*\d)[\w.@%+=-]{16,}|.*\d{4,}.*)$/i;
/** Children of a prefix beyond which they are names of things, not kinds of things. */
const MOST_CHILDREN = 20;

/** Tells the group of a key name. */
export type PrefixOf = (name: string) => string;

/**
 * Finds the prefixes of key names: the leading segments up to the first that differs from key to key, at most three.
 * A prefix with more than 20 different next segments is not divided further. Configured patterns go first.
 *
 * @param names a sample of key names; the answer holds for other names of the same sort too
 */
export function discoverPrefixes(names: readonly string[], patterns: readonly PrefixPattern[] = []): PrefixOf {
  const globs = patterns.map(({ name, pattern }) => ({ name, test: globTest(pattern) }));
  const children = new Map<string, Set<string>>();
  for (const name of names) {
    let parent = '';
    for (const step of stepsOf(name)) {
      const known = children.get(parent) ?? new Set<string>();
      if (known.size <= MOST_CHILDREN) known.add(step);
      children.set(parent, known);
      parent = step;
    }
  }
  return (name) => {
    const pattern = globs.find(({ test }) => test(name));
    if (pattern) return pattern.name;
    let prefix = '';
    for (const step of stepsOf(name)) {
      // the first segment always divides: a cap follows
      if (prefix !== '' && (children.get(prefix)?.size ?? 0) > MOST_CHILDREN) break;
      prefix = step;
    }
    return prefix === '' ? NO_PREFIX : printable(prefix).slice(0, LONGEST_PREFIX);
  };
}

/** `a`, `a:b` of `a:b:42`: ever longer prefixes, without the last segment and those that vary. */
function stepsOf(name: string): string[] {
  const steps: string[] = [];
  let end = 0;
  while (steps.length < DEEPEST) {
    const length = name.slice(end).search(SEPARATORS);
    if (length < 0) break;
    const segment = name.slice(end, end + length);
    if (VARIABLE.test(segment)) break;
    if (length > 0) steps.push(name.slice(0, end + length));
    end += length + 1;
  }
  return steps;
}

function globTest(pattern: string): (name: string) => boolean {
  const parts = pattern.split('*').map((part) => [...part]);
  const fits = (part: string[], text: string[], at: number) =>
    at + part.length <= text.length &&
    part.every((character, index) => character === '?' || character === text[at + index]);
  return (name) => {
    const text = [...name];
    const [first = [], ...rest] = parts;
    if (!fits(first, text, 0)) return false;
    if (rest.length === 0) return text.length === first.length;
    let at = first.length;
    const last = rest.pop()!;
    for (const part of rest) {
      while (at + part.length <= text.length && !fits(part, text, at)) at++;
      if (!fits(part, text, at)) return false;
      at += part.length;
    }
    return text.length - last.length >= at && fits(last, text, text.length - last.length);
  };
}

/** Control characters could break a line of a log or a terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '�');
}
