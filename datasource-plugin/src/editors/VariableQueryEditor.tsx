import type { QueryEditorProps } from '@grafana/data';
import { Alert, Combobox, InlineField, Stack } from '@grafana/ui';
import { SOURCE_KINDS } from '@presage/contract/kinds';
import React, { useId } from 'react';
import type { DataSource } from '../datasource/datasource';
import type { PresageOptions } from '../datasource/settings';
import type { PresageQuery } from '../queries/query';
import { type PresageVariableQuery, VARIABLE_LISTS } from '../variables/values';
import { ChoiceField } from './ChoiceField';
import { capitalize } from './choices';
import { useCatalog } from './useCatalog';

type Props = QueryEditorProps<DataSource, PresageQuery, PresageOptions, PresageVariableQuery>;

const LIST_CHOICES = VARIABLE_LISTS.map((value) => ({ value, label: capitalize(value) }));
const LABEL_WIDTH = 12;
const SOURCE_CHOICES = SOURCE_KINDS.map((value) => ({ value }));

/** What names a variable lists, and of which target or kind of server. */
export function VariableQueryEditor({ datasource, query, onChange, onRunQuery }: Props) {
  const prefix = useId();
  const catalog = useCatalog(datasource);
  const update = (change: Partial<PresageVariableQuery>) => {
    onChange({ ...query, refId: query.refId || 'Variable', ...change });
    onRunQuery();
  };
  return (
    <Stack direction="column" gap={0}>
      {catalog.state === 'failed' && (
        <Alert severity="warning" title="The choices cannot be listed">
          {catalog.message}
        </Alert>
      )}
      <InlineField label="List" labelWidth={LABEL_WIDTH} htmlFor={`${prefix}-list`} tooltip="What the variable offers.">
        <Combobox
          id={`${prefix}-list`}
          options={LIST_CHOICES}
          value={query.list ?? null}
          placeholder="Choose"
          width={28}
          onChange={({ value }) => update({ list: value })}
        />
      </InlineField>
      {query.list === 'targets' && (
        <ChoiceField
          id={`${prefix}-source`}
          label="Source"
          labelWidth={LABEL_WIDTH}
          tooltip="Only servers of this kind; may be another variable."
          placeholder="all"
          value={query.source}
          choices={SOURCE_CHOICES}
          onChange={(source) => update({ source })}
        />
      )}
      {query.list && query.list !== 'targets' && (
        <ChoiceField
          id={`${prefix}-target`}
          label="Target"
          labelWidth={LABEL_WIDTH}
          tooltip="Only what belongs to this target; may be another variable."
          placeholder="all"
          value={query.target}
          choices={catalog.state === 'ready' ? catalog.catalog.targets.map(({ name }) => ({ value: name })) : []}
          loading={catalog.state === 'loading'}
          onChange={(target) => update({ target })}
        />
      )}
    </Stack>
  );
}
