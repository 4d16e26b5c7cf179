import { FAULTS, type Fault, type Observation } from '../faults.js';

/** A planted fault that Presage showed. */
export interface FoundFault {
  fault: Fault;
  how: string;
  /** Seconds from the start of the watch. */
  afterSeconds: number;
}

/** Remembers what was seen over the time of a run: a fault that was found counts, also when it is over. */
export class Watch {
  readonly found = new Map<string, FoundFault>();
  /** Label sets of the anomalies that were active at any time, as JSON. */
  readonly anomaliesSeen = new Set<string>();
  latest: Observation = { recommendations: [], samples: [] };

  /** @returns the faults that this observation shows for the first time */
  add(observation: Observation, afterSeconds: number): FoundFault[] {
    this.latest = observation;
    for (const { name, labels, value } of observation.samples) {
      if (name === 'presage_anomaly_active' && value === 1) this.anomaliesSeen.add(JSON.stringify(labels));
    }
    const news = FAULTS.filter(({ id }) => !this.found.has(id)).flatMap((fault) => {
      const how = fault.found(observation);
      return how === undefined ? [] : [{ fault, how, afterSeconds: Math.round(afterSeconds) }];
    });
    for (const entry of news) this.found.set(entry.fault.id, entry);
    return news;
  }
}
