/**
 * Probability that a request finds all of `servers` busy and waits: Erlang's C formula, by the recursion of his B formula
 * (A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone exchanges", 1917).
 *
 * @param load requests in service on average, which is arrivals times service time (Little's law)
 * @returns 0 to 1; 1 when the load is not below the number of servers
 */
export function waitProbability(load: number, servers: number): number {
  if (load <= 0) return 0;
  if (servers <= load) return 1;
  let blocked = 1;
  for (let n = 1; n <= servers; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked / (1 - (load / servers) * (1 - blocked));
}

/** The fewest connections with which at most the share `wait` of the requests waits for one. */
export function poolSize(load: number, wait = 0.01): number {
  let servers = Math.max(1, Math.floor(load) + 1);
  while (waitProbability(load, servers) > wait) servers++;
  return servers;
}
