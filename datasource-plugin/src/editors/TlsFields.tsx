import { Field, Input, Stack, Switch } from '@grafana/ui';
import React from 'react';
import type { PresageOptions } from '../datasource/settings';
import type { ConfigProps } from './ConfigEditor';
import { SecretField } from './SecretField';

type SwitchName = 'tlsAuthWithCACert' | 'tlsAuth' | 'tlsSkipVerify';

/** Whom Grafana's server trusts, and with what it shows who it is. */
export function TlsFields(props: ConfigProps) {
  const { options, onOptionsChange } = props;
  const { jsonData, readOnly } = options;
  const setJson = (change: Partial<PresageOptions>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...change } });
  const switchField = (id: string, name: SwitchName, label: string, description: string) => (
    <Field noMargin label={label} description={description} htmlFor={id} disabled={readOnly}>
      <Switch
        id={id}
        value={jsonData[name] ?? false}
        onChange={(event) => setJson({ ...jsonData, [name]: event.currentTarget.checked })}
      />
    </Field>
  );
  return (
    <Stack direction="column" gap={2}>
      {switchField(
        'presage-own-ca',
        'tlsAuthWithCACert',
        'Own certificate authority',
        'Verify the certificate of the exporter with this authority.',
      )}
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
      {switchField(
        'presage-client-certificate',
        'tlsAuth',
        'Client certificate',
        'Show this certificate to an exporter that asks for one.',
      )}
      {jsonData.tlsAuth && (
        <>
          <Field
            noMargin
            label="Server name"
            description="The name in the certificate of the exporter, where it is not the one of the URL."
            htmlFor="presage-server-name"
            disabled={readOnly}
          >
            <Input
              id="presage-server-name"
              width={50}
              value={jsonData.serverName ?? ''}
              disabled={readOnly}
              placeholder="presage.example.com"
              onChange={(event) => setJson({ serverName: event.currentTarget.value.trim() || undefined })}
            />
          </Field>
          <SecretField
            {...props}
            id="presage-client-cert"
            secret="tlsClientCert"
            label="Certificate"
            placeholder="-----BEGIN CERTIFICATE-----"
            multiline
          />
          <SecretField
            {...props}
            id="presage-client-key"
            secret="tlsClientKey"
            label="Private key"
            placeholder="-----BEGIN PRIVATE KEY-----"
            multiline
          />
        </>
      )}
      {switchField(
        'presage-skip-verify',
        'tlsSkipVerify',
        'Skip verification',
        'Accept any certificate. Anyone on the way can then read and change the answers.',
      )}
    </Stack>
  );
}
