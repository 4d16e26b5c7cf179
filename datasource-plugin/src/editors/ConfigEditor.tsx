import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, FieldSet, Input, Stack, Switch } from '@grafana/ui';
import React from 'react';
import type { PresageOptions, PresageSecrets } from '../datasource/settings';
import { AuthenticationFields } from './AuthenticationFields';
import { SecretField } from './SecretField';

export type ConfigProps = DataSourcePluginOptionsEditorProps<PresageOptions, PresageSecrets>;

/** Where the exporter is and how Grafana's server authenticates there. Provisioned data sources are shown, not edited. */
export function ConfigEditor(props: ConfigProps) {
  const { options, onOptionsChange } = props;
  const { jsonData, readOnly, url } = options;
  const setJson = (change: Partial<PresageOptions>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...change } });

  return (
    <Stack direction="column" gap={0}>
      <FieldSet label="Connection">
        <Field
          noMargin
          required
          label="URL"
          htmlFor="presage-url"
          description="Where Grafana’s server reaches the exporter."
          disabled={readOnly}
          invalid={Boolean(urlProblem(url))}
          error={urlProblem(url)}
        >
          <Input
            id="presage-url"
            width={50}
            value={url}
            disabled={readOnly}
            placeholder="http://presage:10978"
            onChange={(event) => onOptionsChange({ ...options, url: event.currentTarget.value.trim() })}
          />
        </Field>
      </FieldSet>
      <FieldSet label="Authentication">
        <AuthenticationFields {...props} />
      </FieldSet>
      <FieldSet label="TLS">
        <Stack direction="column" gap={2}>
          <Field
            noMargin
            label="Own certificate authority"
            description="Verify the certificate of the exporter with this authority."
            htmlFor="presage-own-ca"
            disabled={readOnly}
          >
            <Switch
              id="presage-own-ca"
              value={jsonData.tlsAuthWithCACert ?? false}
              onChange={(event) => setJson({ tlsAuthWithCACert: event.currentTarget.checked })}
            />
          </Field>
          {jsonData.tlsAuthWithCACert && (
            <SecretField
              {...props}
              id="presage-ca"
              secret="tlsCACert"
              label="CA certificate"
              placeholder="-----BEGIN CERTIFICATE-----"
              multiline
            />
          )}
          <Field
            noMargin
            label="Skip verification"
            description="Accept any certificate. Anyone on the way can then read and change the answers."
            htmlFor="presage-skip-verify"
            disabled={readOnly}
          >
            <Switch
              id="presage-skip-verify"
              value={jsonData.tlsSkipVerify ?? false}
              onChange={(event) => setJson({ tlsSkipVerify: event.currentTarget.checked })}
            />
          </Field>
        </Stack>
      </FieldSet>
      <FieldSet label="Custom header">
        <Stack direction="column" gap={2}>
          <Field
            noMargin
            label="Name"
            description="Sent with every request, for example to a gateway."
            htmlFor="presage-header"
            disabled={readOnly}
          >
            <Input
              id="presage-header"
              width={50}
              value={jsonData.httpHeaderName1 ?? ''}
              disabled={readOnly}
              placeholder="X-Tenant"
              onChange={(event) => setJson({ httpHeaderName1: event.currentTarget.value.trim() || undefined })}
            />
          </Field>
          {jsonData.httpHeaderName1 && (
            <SecretField {...props} id="presage-header-value" secret="httpHeaderValue1" label="Value" />
          )}
        </Stack>
      </FieldSet>
    </Stack>
  );
}

function urlProblem(url: string): string | undefined {
  return !url || /^https?:\/\/[^/\s]+/.test(url) ? undefined : 'Must start with http:// or https:// and name a host.';
}
