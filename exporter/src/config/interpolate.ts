/** Text with its variables filled in, and the names of those that had neither value nor default. */
export interface Interpolated {
  text: string;
  missing: string[];
  /** Whether the text held a variable at all. */
  variables: boolean;
}

/** The environment variables of the process, or those of a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\$|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}`; `$$` stands for one dollar sign and any other `$` for itself.
 * As in a shell, `:-` also covers a variable that is set but empty. What is filled in is not looked at again.
 */
export function interpolate(text: string, environment: Environment): Interpolated {
  const missing: string[] = [];
  let variables = false;
  const filled = text.replace(REFERENCE, (reference, name: string | undefined, fallback: string | undefined) => {
    if (name === undefined) return '$';
    variables = true;
    const value = environment[name];
    if (fallback !== undefined) return value === undefined || value === '' ? fallback : value;
    if (value === undefined) missing.push(name);
    return value ?? reference;
  });
  return { text: filled, missing, variables };
}
