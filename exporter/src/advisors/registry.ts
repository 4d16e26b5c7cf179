import type { Advisor } from './advisor.js';
import { anomaliesAdvisor } from './anomalies/index.js';
import { cacheAdvisor } from './cache/index.js';
import { causesAdvisor } from './causes/index.js';
import { changesAdvisor } from './changes/index.js';
import { connectionsAdvisor } from './connections/index.js';
import { forecastsAdvisor } from './forecasts/index.js';
import { indexesAdvisor } from './indexes/index.js';
import { keyspaceAdvisor } from './keyspace/index.js';
import { layersAdvisor } from './layers/index.js';
import { queriesAdvisor } from './queries/index.js';
import { streamsAdvisor } from './streams/index.js';
import { tablesAdvisor } from './tables/index.js';

/** Every capability of the exporter. Adding one adds its folder and a line here. */
export const advisors: readonly Advisor[] = [
  cacheAdvisor,
  keyspaceAdvisor,
  layersAdvisor,
  indexesAdvisor,
  queriesAdvisor,
  tablesAdvisor,
  connectionsAdvisor,
  streamsAdvisor,
  forecastsAdvisor,
  anomaliesAdvisor,
  changesAdvisor,
  causesAdvisor,
];
