import { gateRequest, type GateAnswer } from '@presage/contract/gate';
import { gateAnswer, gateJob } from '../../advisors/changes/gate.js';
import { changesAdvisor } from '../../advisors/changes/index.js';
import { configSchema } from '../../config/config.js';
import { PresageError } from '../../error.js';
import { createSources } from '../../sources/create.js';

/** Most points and series of one gate; the command line serves one person. */
const LIMITS = { series: 1_000, points: 50_000, timeout: '5m' };

/** What `/api/v1/gate` would answer to `question` with the server as its target. Throws the errors of the source. */
export async function gateOfServer(url: string, question: Record<string, unknown>): Promise<GateAnswer> {
  const request = gateRequest.safeParse(question);
  if (!request.success) throw new PresageError('PRS_QUERY_INVALID', request.error.issues[0]!.message);
  const config = configSchema.parse({ targets: { prometheus: [{ name: 'prometheus', url }] }, limits: LIMITS });
  const job = gateJob(request.data, config, Date.now() / 1000);
  const sources = createSources(config, { request: () => undefined, retry: () => undefined });
  try {
    const observation = await changesAdvisor.observe(job, sources, new AbortController().signal, undefined);
    return gateAnswer(await changesAdvisor.analyse(observation, job, undefined));
  } finally {
    await sources.close();
  }
}
