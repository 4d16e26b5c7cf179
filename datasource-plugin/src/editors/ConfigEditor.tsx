import type { DataSourcePluginOptionsEditorProps } from '@grafana/data';
import { Field, FieldSet, Input, Stack } from '@grafana/ui';
import React from 'react';
import type { PresageOptions, PresageSecrets } from '../datasource/settings';
import { AuthenticationFields } from './AuthenticationFields';
import { HeaderFields } from './HeaderFields';
import { LiveFields } from './LiveFields';
import { SecondsField } from './SecondsField';
import { TlsFields } from './TlsFields';

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
        <SecondsField
          id="presage-timeout"
          label="Timeout"
          description="Seconds that Grafana’s server waits for an answer; forecasts of long expressions take a while."
          value={jsonData.timeout}
          standard={30}
          readOnly={readOnly}
          onChange={(timeout) => setJson({ timeout })}
        />
      </FieldSet>
      <FieldSet label="Authentication">
        <AuthenticationFields {...props} />
      </FieldSet>
      <FieldSet label="TLS">
        <TlsFields {...props} />
      </FieldSet>
      <FieldSet label="Custom headers">
        <HeaderFields {...props} />
      </FieldSet>
      <FieldSet label="Live panels">
        <LiveFields {...props} />
      </FieldSet>
    </Stack>
  );
}

function urlProblem(url: string): string | undefined {
  return !url || /^https?:\/\/[^/\s]+/.test(url) ? undefined : 'Must start with http:// or https:// and name a host.';
}
