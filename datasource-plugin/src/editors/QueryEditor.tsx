import { CoreApp, type QueryEditorProps, type TimeRange } from '@grafana/data';
import { Alert, Combobox, InlineField, Stack, Text } from '@grafana/ui';
import { INSIGHT_KINDS, type InsightKind } from '@presage/contract/kinds';
import React, { useId } from 'react';
import type { DataSource } from '../datasource/datasource';
import type { PresageOptions } from '../datasource/settings';
import { mendQuery } from '../queries/mend';
import { hasAdvisor, type PresageQuery, takesExpression } from '../queries/query';
import { AnomalyOptions } from './AnomalyOptions';
import { ChangeOptions } from './ChangeOptions';
import { ChoiceField } from './ChoiceField';
import { advisorChoices, kindChoices, nameChoices, targetChoices } from './choices';
import { ConfidenceField } from './ConfidenceField';
import { CurveOptions } from './CurveOptions';
import { ForecastOptions } from './ForecastOptions';
import { Preview } from './Preview';
import { PromqlField } from './PromqlField';
import { StepField } from './StepField';
import { useCatalog } from './useCatalog';

type Props = QueryEditorProps<DataSource, PresageQuery, PresageOptions> & {
  kinds?: readonly InsightKind[];
  /** Anomalies and changes are always asked for as annotations. */
  forAnnotations?: boolean;
};

/** What the fields of one kind get: an id for each field, the query, and a way to set one option and run. */
export interface OptionsProps {
  id: (option: string) => string;
  query: PresageQuery;
  onOption: (option: keyof PresageQuery) => (value: string | undefined) => void;
}

/** Kind, target, what of it, and the options of the kind. Choices come from the exporter's catalogue. */
export function QueryEditor({
  datasource,
  onChange,
  onRunQuery,
  kinds = INSIGHT_KINDS,
  forAnnotations,
  ...props
}: Props) {
  const query = mendQuery(props.query);
  const prefix = useId();
  const catalog = useCatalog(datasource);
  const id = (option: string) => `${prefix}-${option}`;
  const update = (change: Partial<PresageQuery>) => {
    onChange({ ...query, ...change });
    onRunQuery();
  };
  const onOption: OptionsProps['onOption'] = (option) => (value) => update({ [option]: value });
  const loading = catalog.state === 'loading';
  const known = catalog.state === 'ready' ? catalog.catalog : undefined;
  const options: OptionsProps = { id, query, onOption };
  const expression = takesExpression(query.kind);
  // recommendations have ids, which nobody chooses by
  const hasNames = expression ? !query.expr : query.kind === 'score' || query.kind === 'curve';

  return (
    <Stack direction="column" gap={0}>
      {catalog.state === 'failed' && (
        <Alert severity="warning" title="The choices cannot be listed">
          {catalog.message} Names can still be typed in.
        </Alert>
      )}
      <Stack direction="row" gap={0} wrap="wrap">
        <InlineField label="Kind" htmlFor={id('kind')} tooltip="What to ask of Presage.">
          <Combobox
            id={id('kind')}
            options={kindChoices(kinds)}
            value={query.kind ?? null}
            width={24}
            onChange={({ value }) => update(changedKind(value))}
          />
        </InlineField>
        <ChoiceField
          id={id('target')}
          label="Target"
          tooltip="The server that the insight is about, or the Prometheus that answers the expression."
          placeholder={expression ? 'the first that fits' : 'all'}
          value={query.target}
          choices={known ? targetChoices(known, query) : []}
          loading={loading}
          emptyMessage="The exporter has no target for this kind. A variable can be typed in."
          onChange={onOption('target')}
        />
        {hasNames && (
          <ChoiceField
            id={id('name')}
            label="Name"
            tooltip="Only the one of this name."
            placeholder="all"
            value={query.name}
            choices={known ? nameChoices(known, query) : []}
            loading={loading}
            emptyMessage="The exporter has nothing of this kind configured."
            onChange={onOption('name')}
          />
        )}
        {hasAdvisor(query.kind) && (
          <ChoiceField
            id={id('advisor')}
            label="Advisor"
            tooltip="Only what this advisor found."
            placeholder="all"
            value={query.advisor}
            choices={known ? advisorChoices(known, query) : []}
            loading={loading}
            emptyMessage="No advisor runs on this target."
            onChange={onOption('advisor')}
          />
        )}
      </Stack>
      {expression && (
        <PromqlField
          id={id('expr')}
          datasource={datasource}
          target={query.target}
          label="PromQL"
          tooltip="Computed on demand from the Prometheus target. Leave it empty to show what the exporter is configured to watch."
          placeholder="sum(rate(http_requests_total[5m])) – empty: the configured ones"
          value={query.expr}
          onCommit={onOption('expr')}
        />
      )}
      {query.kind === 'cause' && (
        <PromqlField
          id={id('among')}
          datasource={datasource}
          target={query.target}
          label="Among"
          tooltip="PromQL of the series that may be the cause. Leave it empty for the series that the exporter watches."
          placeholder='{job="shop"} – empty: the series of the configured rules'
          value={query.among}
          onCommit={onOption('among')}
        />
      )}
      <Stack direction="row" gap={0} wrap="wrap">
        {query.kind === 'forecast' && <ForecastOptions {...options} />}
        {query.kind === 'anomaly' && <AnomalyOptions {...options} fixedFormat={forAnnotations} />}
        {query.kind === 'recommendation' && <ConfidenceField {...options} />}
        {query.kind === 'curve' && <CurveOptions {...options} />}
        {query.kind === 'change' && <ChangeOptions {...options} fixedFormat={forAnnotations} />}
        {query.kind === 'cause' && <StepField {...options} />}
      </Stack>
      {query.kind === 'forecast' && props.app === CoreApp.Explore && endsNow(props.range) && (
        <Text variant="bodySmall" color="secondary">
          The forecast begins where the time range ends. To see it here, let the range end in the future, for example
          from now-6h to now+6h.
        </Text>
      )}
      <Preview id={id('preview')} query={query} replace={datasource.replace} />
    </Stack>
  );
}

/** Names and formats of one kind mean nothing to another. */
function changedKind(kind: InsightKind): Partial<PresageQuery> {
  return { kind, name: undefined, format: undefined };
}

/** Our own panel draws beyond the range; the graph of Explore does not. */
function endsNow(range: TimeRange | undefined): boolean {
  const end = range?.raw.to;
  return typeof end === 'string' && !end.includes('+');
}
