const VARIABLE = /\$\w+|\$\{[^}\n]*\}|\[\[\w[^\]\n]*\]\]/g;

/**
 * The text with template variables replaced by what PromQL allows in their place, equally long, so that it can be parsed
 * and every position means the same.
 */
export function maskVariables(text: string): string {
  return text.replace(VARIABLE, (variable, at: number) => {
    const before = text.slice(0, at).trimEnd();
    if (/[[:]$|\boffset\s*-?$/.test(before)) {
      return `${'1'.repeat(variable.length - 1)}s`;
    }
    return (/@$/.test(before) ? '1' : 'v').repeat(variable.length);
  });
}
