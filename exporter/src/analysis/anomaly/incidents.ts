/** An alarm that lasts. */
export interface LastingAlarm {
  key: string;
  /** Unix seconds. */
  start: number;
  /** What may connect it with others, e.g. a service or an instance. */
  marks: readonly string[];
}

/** Alarms that are one thing. Plain data, so that it survives structured cloning. */
export interface Incident {
  /** From when it began; it stays while the incident lasts. */
  id: string;
  /** Unix seconds. */
  start: number;
  members: string[];
}

/** Seconds between alarms that began together, and between those that have a mark in common. */
const TOGETHER = 600;
const MARKED = 3_600;

/**
 * Alarms that began together are one incident, those that have a mark in common also when one came later. What was one
 * incident before stays one and keeps its name, whoever joins and leaves.
 *
 * @param nameOf the name of an incident that began at a moment
 * @returns by start
 */
export function groupAlarms(
  alarms: readonly LastingAlarm[],
  previous: readonly Incident[],
  nameOf: (start: number) => string,
): Incident[] {
  const sorted = [...alarms].sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1));
  const before = new Map(previous.flatMap((incident) => incident.members.map((key) => [key, incident])));
  const parents = sorted.map((_, index) => index);
  const root = (index: number): number =>
    parents[index] === index ? index : root((parents[index] = parents[parents[index]!]!));
  const join = (a: number, b: number) => (parents[Math.max(root(a), root(b))] = Math.min(root(a), root(b)));
  const lastOf = new Map<string | Incident, number>();
  sorted.forEach(({ key, start, marks }, index) => {
    if (index > 0 && start - sorted[index - 1]!.start <= TOGETHER) join(index, index - 1);
    const incident = before.get(key);
    for (const link of incident ? [...marks, incident] : marks) {
      const last = lastOf.get(link);
      if (last !== undefined && (link === incident || start - sorted[last]!.start <= MARKED)) join(index, last);
      lastOf.set(link, index);
    }
  });
  const groups = new Map<number, LastingAlarm[]>();
  sorted.forEach((alarm, index) => {
    const group = groups.get(root(index));
    if (group) group.push(alarm);
    else groups.set(root(index), [alarm]);
  });
  return named([...groups.values()], before, nameOf);
}

function named(
  groups: readonly LastingAlarm[][],
  before: ReadonlyMap<string, Incident>,
  nameOf: (start: number) => string,
): Incident[] {
  const taken = new Set<string>();
  return groups
    .map((group) => {
      const oldest = group
        .flatMap(({ key }) => before.get(key) ?? [])
        .reduce<Incident | undefined>((old, one) => (!old || one.start < old.start ? one : old), undefined);
      return { old: oldest, start: oldest?.start ?? group[0]!.start, members: group.map(({ key }) => key) };
    })
    .sort((a, b) => a.start - b.start)
    .map(({ old, start, members }) => {
      const id = old && !taken.has(old.id) ? old.id : free(nameOf(start), taken, before);
      taken.add(id);
      return { id, start, members };
    });
}

function free(name: string, taken: ReadonlySet<string>, before: ReadonlyMap<string, Incident>): string {
  const used = new Set([...taken, ...Array.from(before.values(), ({ id }) => id)]);
  for (let number = 1; ; number++) {
    const id = number === 1 ? name : `${name}-${number}`;
    if (!used.has(id)) return id;
  }
}
