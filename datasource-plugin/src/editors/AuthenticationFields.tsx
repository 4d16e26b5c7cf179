import { Field, Input, RadioButtonGroup, Stack } from '@grafana/ui';
import React from 'react';
import type { Authentication } from '../datasource/settings';
import type { ConfigProps } from './ConfigEditor';
import { SecretField } from './SecretField';

const METHODS: Array<{ value: Authentication; label: string }> = [
  { value: 'none', label: 'None' },
  { value: 'basic', label: 'User and password' },
  { value: 'token', label: 'Bearer token' },
];

/** The method, and the fields of the chosen one. Secrets go to Grafana's server and never come back. */
export function AuthenticationFields(props: ConfigProps) {
  const { options, onOptionsChange } = props;
  const { basicAuth, basicAuthUser, jsonData, readOnly } = options;
  const method = jsonData.authentication ?? (basicAuth ? 'basic' : 'none');
  const choose = (authentication: Authentication) =>
    onOptionsChange({
      ...options,
      basicAuth: authentication === 'basic',
      jsonData: { ...jsonData, authentication },
    });
  return (
    <Stack direction="column" gap={2}>
      <Field
        noMargin
        label="Method"
        description="As in the web configuration file of the exporter."
        disabled={readOnly}
      >
        <RadioButtonGroup options={METHODS} value={method} disabled={readOnly} onChange={choose} />
      </Field>
      {method === 'basic' && (
        <>
          <Field noMargin label="User" htmlFor="presage-user" disabled={readOnly}>
            <Input
              id="presage-user"
              width={50}
              value={basicAuthUser}
              disabled={readOnly}
              autoComplete="off"
              onChange={(event) => onOptionsChange({ ...options, basicAuthUser: event.currentTarget.value })}
            />
          </Field>
          <SecretField {...props} id="presage-password" secret="basicAuthPassword" label="Password" />
        </>
      )}
      {method === 'token' && <SecretField {...props} id="presage-token" secret="token" label="Token" />}
    </Stack>
  );
}
