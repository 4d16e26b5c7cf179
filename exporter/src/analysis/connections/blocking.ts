/** A session that waits for a lock, or that others wait for. */
export interface LockSession {
  pid: number;
  datname: string;
  user: string;
  application: string;
  state: string;
  /** Seconds since its transaction began, and since its state last changed. */
  transactionSeconds: number;
  stateSeconds: number;
  statement: string;
  /** Sessions that it waits for; empty when it waits for none. */
  blockedBy: number[];
}

/** A session that holds up others and waits for none itself. */
export interface RootBlocker {
  session: LockSession;
  /** All that wait for it, directly or through others. */
  victims: LockSession[];
  /** Seconds that the one in it longest has been waiting. */
  longestSeconds: number;
}

/**
 * Who is at the root of the queues for locks, the one that holds up most first. A victim of several roots counts for each.
 * Sessions that wait for one another in a circle have no root; PostgreSQL ends one of them itself (deadlock_timeout).
 */
export function rootBlockers(sessions: readonly LockSession[]): RootBlocker[] {
  const waitingFor = new Map<number, LockSession[]>();
  for (const session of sessions) {
    for (const pid of session.blockedBy) waitingFor.set(pid, [...(waitingFor.get(pid) ?? []), session]);
  }
  return sessions
    .filter(({ pid, blockedBy }) => blockedBy.length === 0 && waitingFor.has(pid))
    .map((session) => {
      const victims = reach(session.pid, waitingFor);
      return { session, victims, longestSeconds: Math.max(...victims.map(({ stateSeconds }) => stateSeconds)) };
    })
    .sort((a, b) => b.victims.length - a.victims.length || b.longestSeconds - a.longestSeconds);
}

function reach(root: number, waitingFor: ReadonlyMap<number, LockSession[]>): LockSession[] {
  const reached = new Map<number, LockSession>();
  const open = [root];
  while (open.length > 0) {
    for (const victim of waitingFor.get(open.pop()!) ?? []) {
      if (victim.pid === root || reached.has(victim.pid)) continue;
      reached.set(victim.pid, victim);
      open.push(victim.pid);
    }
  }
  return [...reached.values()];
}
