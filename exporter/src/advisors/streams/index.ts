import type { Advisor } from '../advisor.js';
import { analyseStream } from './analyse.js';
import { streamJobs, type StreamsConfig } from './config.js';
import type { StreamFindings } from './findings.js';
import { STREAM_SCORES, streamFrames } from './frames.js';
import { streamMetrics } from './metrics.js';
import { observeStream, type StreamsObservation } from './observe.js';

/** Miss-ratio curves of caches whose accesses are streamed, and which size, policy and times to live they speak for. */
export const streamsAdvisor: Advisor<StreamsConfig, StreamsObservation, StreamFindings> = {
  name: 'streams',
  jobs: streamJobs,
  observe: observeStream,
  analyse: analyseStream,
  metrics: streamMetrics,
  frames: streamFrames,
  insights: (findings, { target }) => {
    const insight = { advisor: 'streams' as const, target };
    return [
      { ...insight, kind: 'curve' as const, name: target },
      ...Object.keys(STREAM_SCORES).map((name) => ({ ...insight, kind: 'score' as const, name })),
      ...(findings?.recommendations ?? []).map(({ id }) => ({ ...insight, kind: 'recommendation' as const, name: id })),
    ];
  },
};
