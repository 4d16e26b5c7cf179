import { Button, Field, Input, Stack } from '@grafana/ui';
import React from 'react';
import type { ConfigProps } from './ConfigEditor';
import { SecretField } from './SecretField';

/** Headers that are sent with every request. Grafana counts them from 1 and stops at a gap, so only the last one goes. */
export function HeaderFields(props: ConfigProps) {
  const { options, onOptionsChange } = props;
  const { jsonData, secureJsonData, secureJsonFields, readOnly } = options;
  const count = Math.max(1, countHeaders(Object.keys(jsonData)));
  const setName = (number: number, name: string | undefined) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, [`httpHeaderName${number}`]: name } });
  const removeLast = () => {
    const value = `httpHeaderValue${count}`;
    const rest = { ...jsonData };
    delete rest[`httpHeaderName${count}`];
    onOptionsChange({
      ...options,
      jsonData: rest,
      secureJsonData: { ...secureJsonData, [value]: '' },
      secureJsonFields: { ...secureJsonFields, [value]: false },
    });
  };
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return (
    <Stack direction="column" gap={2}>
      {numbers.map((number) => (
        <React.Fragment key={number}>
          <Field
            noMargin
            label={number === 1 ? 'Name' : `Name ${number}`}
            description="Sent with every request, for example to a gateway."
            htmlFor={`presage-header-${number}`}
            disabled={readOnly}
          >
            <Input
              id={`presage-header-${number}`}
              width={50}
              value={jsonData[`httpHeaderName${number}`] ?? ''}
              disabled={readOnly}
              placeholder="X-Tenant"
              onChange={(event) => setName(number, event.currentTarget.value.trim())}
            />
          </Field>
          {jsonData[`httpHeaderName${number}`] && (
            <SecretField
              {...props}
              id={`presage-header-value-${number}`}
              secret={`httpHeaderValue${number}`}
              label={number === 1 ? 'Value' : `Value ${number}`}
            />
          )}
        </React.Fragment>
      ))}
      <Stack direction="row">
        <Button
          size="sm"
          variant="secondary"
          icon="plus"
          disabled={readOnly || !jsonData[`httpHeaderName${count}`]}
          onClick={() => setName(count + 1, '')}
        >
          Add header
        </Button>
        {count > 1 && (
          <Button size="sm" variant="secondary" icon="trash-alt" disabled={readOnly} onClick={removeLast}>
            Remove the last
          </Button>
        )}
      </Stack>
    </Stack>
  );
}

function countHeaders(names: string[]): number {
  return Math.max(0, ...names.map((name) => Number(/^httpHeaderName(\d+)$/.exec(name)?.[1] ?? 0)));
}
