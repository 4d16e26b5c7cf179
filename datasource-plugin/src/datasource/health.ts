import type { TestDataSourceResponse } from '@grafana/data';
import type { Catalog } from '@presage/contract/api';
import { ADVISOR_NAMES } from '@presage/contract/kinds';
import { describeApiError } from './failure';

/** What the button "Save & test" says of an exporter that answers: its version, what works, what is missing and what is off. */
export function describeHealth(catalog: Catalog): TestDataSourceResponse {
  const { version, targets, insights } = catalog;
  if (targets.length === 0) {
    return {
      status: 'warning',
      message: `Presage ${version} answers, but it has no targets.`,
      details: { message: 'Name a PostgreSQL, Redis or Prometheus server in the configuration of the exporter.' },
    };
  }
  const { down, failing } = findProblems(catalog);
  const summary = `Presage ${version} answers: ${count(targets.length, 'target')}, ${count(insights.length, 'insight')}`;
  const off = offSentence(catalog);
  if (down.length + failing.length === 0) {
    return { status: 'success', message: `${summary}.${off}` };
  }
  const downNames = down.map(({ name }) => name).join(', ');
  const failingNames = failing.map(({ name, target }) => `${name} of ${target}`).join(', ');
  const troubles = [
    ...(down.length > 0 ? [`${down.length} of its targets cannot be read (${downNames})`] : []),
    ...(failing.length > 0 ? [`some of its advisors lack something (${failingNames})`] : []),
  ];
  const problems = [
    ...down.map(({ name, source, error }) => problem(`${name} (${source})`, error)),
    ...failing.map(({ name, target, error }) => problem(`${name} of ${target}`, error)),
  ];
  return {
    status: 'warning',
    message: `${summary}, but ${troubles.join(', and ')}.${off}`,
    details: { message: problems.join(' · ') },
  };
}

/** Advisors that run on no target, because they are switched off or have nothing configured. */
function offSentence({ advisors }: Catalog): string {
  const running = new Set(advisors.map(({ name }) => name));
  const off = ADVISOR_NAMES.filter((name) => !running.has(name));
  return off.length > 0 ? ` Advisors that run on no target: ${off.join(', ')}.` : '';
}

/** Targets that are down; of targets that are up, advisors that fail. */
function findProblems({ targets, advisors }: Catalog) {
  const down = targets.filter((target) => target.up === false);
  const downNames = new Set(down.map((target) => target.name));
  const failing = advisors.filter((advisor) => advisor.up === false && !downNames.has(advisor.target));
  return { down, failing };
}

function problem(subject: string, error: Parameters<typeof describeApiError>[0] | undefined): string {
  return `${subject}: ${error ? describeApiError(error) : 'the last attempt failed.'}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
