import { Field, Stack, Switch } from '@grafana/ui';
import React from 'react';
import { DEFAULT_LIVE_SECONDS, type PresageOptions } from '../datasource/settings';
import type { ConfigProps } from './ConfigEditor';
import { SecondsField } from './SecondsField';

/** Whether open panels follow what the exporter finds, and how soon. */
export function LiveFields({ options, onOptionsChange }: ConfigProps) {
  const { jsonData, readOnly } = options;
  const setJson = (change: Partial<PresageOptions>) =>
    onOptionsChange({ ...options, jsonData: { ...jsonData, ...change } });
  return (
    <Stack direction="column" gap={2}>
      <Field
        noMargin
        label="Push what is new"
        description="Open panels follow the exporter without a refresh: one small request for all of them asks whether there is anything new."
        htmlFor="presage-live"
        disabled={readOnly}
      >
        <Switch
          id="presage-live"
          value={jsonData.live ?? false}
          onChange={(event) => setJson({ live: event.currentTarget.checked })}
        />
      </Field>
      {jsonData.live && (
        <SecondsField
          id="presage-live-interval"
          label="Interval"
          description="Seconds between two such requests."
          value={jsonData.liveInterval}
          standard={DEFAULT_LIVE_SECONDS}
          readOnly={readOnly}
          onChange={(liveInterval) => setJson({ liveInterval })}
        />
      )}
    </Stack>
  );
}
