import type { MetricSample } from '@presage/contract/metrics';
import type { JobState } from './scheduler.js';

/** What the exporter tells about one job itself; unknown is absent. */
export function jobSamples(state: JobState): MetricSample[] {
  const { job } = state;
  const labels = { advisor: job.advisor, target: job.target };
  const samples: MetricSample[] = [
    { name: 'presage_advisor_up', labels, value: state.error ? 0 : 1 },
    { name: 'presage_advisor_runs_total', labels, value: state.runs },
    { name: 'presage_advisor_interval_seconds', labels, value: job.intervalSeconds },
    { name: 'presage_series_dropped', labels, value: state.dropped },
  ];
  for (const [code, value] of state.errors) {
    samples.push({ name: 'presage_advisor_errors_total', labels: { ...labels, code }, value });
  }
  if (state.lastSuccess !== undefined) {
    const value = state.lastSuccess / 1000;
    samples.push({ name: 'presage_advisor_last_success_timestamp_seconds', labels, value });
  }
  if (state.lastDurationSeconds !== undefined) {
    samples.push({ name: 'presage_advisor_run_duration_seconds', labels, value: state.lastDurationSeconds });
  }
  if (state.warmup !== undefined) {
    samples.push({ name: 'presage_advisor_warmup', labels, value: state.warmup ? 1 : 0 });
  }
  return samples;
}
