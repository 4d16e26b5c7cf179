import type { ComboboxOption } from '@grafana/ui';
import type { Catalog } from '@presage/contract/api';
import type { InsightKind } from '@presage/contract/kinds';
import { type PresageQuery, takesExpression } from '../queries/query';

const KIND_DESCRIPTIONS: Record<InsightKind, string> = {
  forecast: 'History, prediction and prediction interval of a series',
  anomaly: 'How far a series is from what its past makes likely',
  recommendation: 'Changes that an advisor proposes',
  score: 'Ratings of a target',
  curve: 'Miss ratio of a cache over its size',
  change: 'When the level of a series changed, and what that means',
  cause: 'Series that moved first and most around an incident',
};

export function kindChoices(kinds: readonly InsightKind[]): Array<ComboboxOption<InsightKind>> {
  return kinds.map((kind) => ({ value: kind, label: capitalize(kind), description: KIND_DESCRIPTIONS[kind] }));
}

/** Targets that can answer the kind: expressions need a Prometheus, insights what the catalogue lists. */
export function targetChoices({ targets, advisors, insights }: Catalog, query: PresageQuery): ComboboxOption[] {
  const ofKind = new Set(insights.filter(({ kind }) => kind === query.kind).map(({ target }) => target));
  const asked =
    takesExpression(query.kind) || query.kind === 'curve' ? ofKind : new Set(advisors.map((one) => one.target));
  // what nothing is configured for is still computed of PromQL
  const onDemand = takesExpression(query.kind) && (Boolean(query.expr) || ofKind.size === 0);
  const fitting = targets.filter(({ name, source }) => (onDemand ? source === 'prometheus' : asked.has(name)));
  return unique(
    fitting.map(({ name }) => {
      // servers of different kinds may share a name
      const sameName = fitting.filter((target) => target.name === name);
      const description = sameName.map(({ source, up }) => (up === false ? `${source}, down` : source)).join(' and ');
      return { value: name, description };
    }),
  );
}

export function nameChoices({ insights }: Catalog, { kind, target }: PresageQuery): ComboboxOption[] {
  const names = insights.filter(
    (insight) => insight.kind === kind && (!target || target.includes('$') || insight.target === target),
  );
  return unique(names.map(({ name, expr }) => ({ value: name, description: expr })));
}

export function advisorChoices({ advisors }: Catalog, { target }: PresageQuery): ComboboxOption[] {
  const names = advisors.filter((advisor) => !target || target.includes('$') || advisor.target === target);
  return unique(names.map(({ name }) => ({ value: name, label: capitalize(name) })));
}

export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function unique(choices: ComboboxOption[]): ComboboxOption[] {
  return [...new Map(choices.map((choice) => [choice.value, choice])).values()];
}
