import type { Config } from '../../config/config.js';
import { PresageError } from '../../error.js';
import type { PrometheusSource } from '../../sources/source.js';
import { failure, fine, type CheckResult, type Finding } from './result.js';

/** That the API answers, and what each rule's expression gives now. `rules` are those of this target. */
export async function checkPrometheus(
  source: PrometheusSource,
  rules: readonly { name: string; expr: string }[],
  signal: AbortSignal,
): Promise<CheckResult[]> {
  const row = (check: string, finding: Finding): CheckResult => ({
    source: 'prometheus',
    target: source.name,
    check,
    ...finding,
  });
  try {
    await source.instant('vector(1)', signal);
  } catch (error) {
    return [row('query', failure(error))];
  }
  const found = await Promise.all(
    rules.map(async ({ name, expr }) =>
      row(name, await evaluate(source, expr, signal).catch((error) => failure(error))),
    ),
  );
  return [row('query', fine('answers')), ...found];
}

async function evaluate(source: PrometheusSource, expr: string, signal: AbortSignal): Promise<Finding> {
  const series = await source.instant(expr, signal);
  if (series.length > 0) return fine(`${series.length} series now`);
  return failure(new PresageError('PRS_SERIES_TOO_SHORT', 'the expression gives no series now'), 'warning');
}

/** The rules of `config` that ask `target`; one without a target asks the first. */
export function rulesOf(config: Config, target: string): { name: string; expr: string }[] {
  const first = config.targets.prometheus[0]?.name;
  return (['forecasts', 'anomalies'] as const).flatMap((advisor) =>
    config.advisors[advisor].rules
      .filter((rule) => (rule.target ?? first) === target)
      .map(({ name, expr }) => ({ name: `${advisor}: ${name}`, expr })),
  );
}
