/** Queries that may find nothing on the demo, by `<dashboard>: <panel> <refId>`, and why that is right. */
export const KNOWN_EMPTY: readonly { where: RegExp; why: string }[] = [
  { where: /: Anomalies now [BC]$/, why: 'nothing is odd at the moment, and row A says so' },
  {
    where: /^presage-anomalies: (Groups [AB]|Who raised the alarm A)$/,
    why: 'no rule scores groups, and nothing is odd',
  },
  {
    where: /^presage-incident: (The first began|Series with an alarm|Likely causes now|Causes of)/,
    why: 'there may be no incident at the moment',
  },
  {
    where: /^presage-incident: (What the newest deployments did|What goes with what)/,
    why: 'nothing is deployed, and correlations come every ten minutes',
  },
  {
    where: /of the day before|^presage-forecast-accuracy: (Adaptation|Coverage|Error by horizon|Miss)/,
    why: 'forecasts are compared with what came, an hour or a day after they were published',
  },
  { where: /^presage-forecast-accuracy: Not to be used A$/, why: 'every forecast should be used' },
  {
    where: /^presage-exporter: (Failed runs by error code A|Series left out B|Requests to targets B)$/,
    why: 'nothing fails, is left out or is tried again',
  },
  { where: /^presage-cache-efficiency: Saving a month A$/, why: 'no prices are configured' },
  { where: /^presage-index-advisor: Recommendations in figures D$/, why: 'opinions on common values need some runs' },
  {
    where: /^presage-keyspace: What to change/,
    why: 'the keys and the chain of caches of the shop are in order',
  },
  {
    where: /^presage-(beside-postgres: Connections, .* C|postgres: Connections that suffice A)$/,
    why: 'the size of a pool is advised after some runs',
  },
  { where: /^presage-postgres: Statements C$/, why: 'no statement became slower' },
  {
    where: /^presage-postgres: (What to change: connections A|Sessions at work, and what they wait for B)$/,
    why: 'there are connections enough, and nobody waits',
  },
  { where: /^presage-postgres: (Tables B|Sequences [AB])$/, why: 'the tables are small and the sequences new' },
  { where: /^presage-beside-redis: What runs out here/, why: 'no capacity rule is about Redis' },
];

/** Whether a query may find nothing. */
export function mayBeEmpty(where: string): boolean {
  return KNOWN_EMPTY.some((known) => known.where.test(where));
}
