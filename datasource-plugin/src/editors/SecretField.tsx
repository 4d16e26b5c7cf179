import { Field, Input, SecretInput, SecretTextArea } from '@grafana/ui';
import React from 'react';
import type { PresageSecrets } from '../datasource/settings';
import type { ConfigProps } from './ConfigEditor';

interface Props extends ConfigProps {
  id: string;
  secret: keyof PresageSecrets;
  label: string;
  description?: string;
  placeholder?: string;
  multiline?: boolean;
}

/** A secret: can be written and reset, never read back. */
export function SecretField({
  id,
  secret,
  label,
  description,
  placeholder,
  multiline,
  options,
  onOptionsChange,
}: Props) {
  const { secureJsonData, secureJsonFields, readOnly } = options;
  const write = (value: string, configured: boolean) =>
    onOptionsChange({
      ...options,
      secureJsonData: { ...secureJsonData, [secret]: value },
      secureJsonFields: { ...secureJsonFields, [secret]: configured },
    });
  const shared = {
    id,
    placeholder,
    isConfigured: Boolean(secureJsonFields?.[secret]),
    value: secureJsonData?.[secret] ?? '',
    onReset: () => write('', false),
  };
  return (
    <Field noMargin label={label} description={description} htmlFor={id} disabled={readOnly}>
      {readOnly ? (
        // the button that resets a secret does not know of data sources that are provisioned
        <Input id={id} width={50} disabled value={shared.isConfigured ? 'configured' : ''} />
      ) : multiline ? (
        <SecretTextArea {...shared} rows={5} onChange={(event) => write(event.currentTarget.value, false)} />
      ) : (
        <SecretInput
          {...shared}
          width={50}
          autoComplete="new-password"
          onChange={(event) => write(event.currentTarget.value, false)}
        />
      )}
    </Field>
  );
}
