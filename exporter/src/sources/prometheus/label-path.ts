/**
 * A label name as a part of a path. Names outside the classic set are escaped the way Prometheus 3 defines for UTF-8
 * names, so that nothing of a name is taken for path syntax.
 * https://prometheus.io/docs/prometheus/latest/querying/api/#querying-label-values
 */
export function labelPath(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  const escape = (character: string): string => {
    if (/[A-Za-z0-9]/.test(character)) return character;
    return character === '_' ? '__' : `_${character.codePointAt(0)!.toString(16)}_`;
  };
  return `U__${[...name].map(escape).join('')}`;
}
