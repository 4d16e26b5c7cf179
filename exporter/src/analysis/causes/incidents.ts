/** An alarm of one node; times in Unix seconds. */
export interface Alarm {
  node: string;
  start: number;
  end: number;
}

/** Alarms that are one thing. */
export interface Incident {
  start: number;
  end: number;
  nodes: string[];
}

/**
 * Alarms that overlap, or follow each other within `gap` seconds, and whose nodes are related are one incident.
 *
 * @param related whether two nodes can have to do with each other; all can when absent
 * @returns by start
 */
export function groupAlarms(
  alarms: readonly Alarm[],
  gap: number,
  related: (a: string, b: string) => boolean = () => true,
): Incident[] {
  const incidents: Incident[] = [];
  for (const { node, start, end } of [...alarms].sort((a, b) => a.start - b.start)) {
    const own = incidents.filter(
      (one) => start <= one.end + gap && one.nodes.some((other) => other === node || related(other, node)),
    );
    const merged: Incident = {
      start: Math.min(start, ...own.map((one) => one.start)),
      end: Math.max(end, ...own.map((one) => one.end)),
      nodes: [...new Set([...own.flatMap(({ nodes }) => nodes), node])],
    };
    // one alarm may join incidents that seemed to be two
    for (const one of own) incidents.splice(incidents.indexOf(one), 1);
    incidents.push(merged);
  }
  return incidents.sort((a, b) => a.start - b.start);
}
