import { Field, Input, Stack, Switch } from '@grafana/ui';
import React from 'react';
import { DEFAULT_LIVE_SECONDS, type PresageOptions } from '../datasource/settings';
import type { ConfigProps } from './ConfigEditor';

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
        <Field
          noMargin
          label="Interval"
          description="Seconds between two such requests."
          htmlFor="presage-live-interval"
          disabled={readOnly}
        >
          <Input
            id="presage-live-interval"
            width={20}
            type="number"
            min={1}
            value={jsonData.liveInterval ?? ''}
            disabled={readOnly}
            placeholder={String(DEFAULT_LIVE_SECONDS)}
            onChange={(event) => setJson({ liveInterval: positive(event.currentTarget.value) })}
          />
        </Field>
      )}
    </Stack>
  );
}

/** A whole number above 0, undefined for anything else. */
export function positive(text: string): number | undefined {
  const seconds = Math.floor(Number(text));
  return seconds > 0 ? seconds : undefined;
}
