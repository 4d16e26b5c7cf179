import type { TestDataSourceResponse } from '@grafana/data';
import type { Catalog } from '@presage/contract/api';
import { describeApiError } from './failure';

/** What the button "Save & test" says of an exporter that answers: its version, its targets and what is missing. */
export function describeHealth(catalog: Catalog): TestDataSourceResponse {
  const { version, targets, insights } = catalog;
  if (targets.length === 0) {
    return {
      status: 'warning',
      message: `Presage ${version} answers, but it has no targets.`,
      details: { message: 'Name a PostgreSQL, Redis or Prometheus server in the configuration of the exporter.' },
    };
  }
  const problems = findProblems(catalog);
  const summary = `Presage ${version} answers: ${count(targets.length, 'target')}, ${count(insights.length, 'insight')}`;
  if (problems.length === 0) {
    return { status: 'success', message: `${summary}.` };
  }
  const down = targets.filter((target) => target.up === false).length;
  const trouble = down > 0 ? `${down} of its targets cannot be read` : 'some of its advisors lack something';
  return { status: 'warning', message: `${summary}, but ${trouble}.`, details: { message: problems.join(' · ') } };
}

/** Targets that are down; of targets that are up, advisors that fail. */
function findProblems({ targets, advisors }: Catalog): string[] {
  const down = targets.filter((target) => target.up === false);
  const downNames = new Set(down.map((target) => target.name));
  const failing = advisors.filter((advisor) => advisor.up === false && !downNames.has(advisor.target));
  return [
    ...down.map(({ name, source, error }) => problem(`${name} (${source})`, error)),
    ...failing.map(({ name, target, error }) => problem(`${name} of ${target}`, error)),
  ];
}

function problem(subject: string, error: Parameters<typeof describeApiError>[0] | undefined): string {
  return `${subject}: ${error ? describeApiError(error) : 'the last attempt failed.'}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
