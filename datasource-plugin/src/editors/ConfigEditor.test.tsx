import type { DataSourceSettings } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React, { useState } from 'react';
import type { PresageOptions, PresageSecrets } from '../datasource/settings';
import { ConfigEditor } from './ConfigEditor';

type Settings = DataSourceSettings<PresageOptions, PresageSecrets>;

function show(change: Partial<Settings> = {}) {
  const initial = {
    url: '',
    basicAuth: false,
    basicAuthUser: '',
    jsonData: {},
    secureJsonFields: {},
    readOnly: false,
    ...change,
  } as Settings;
  const state = { settings: initial };
  function Host() {
    const [settings, setSettings] = useState(initial);
    return <ConfigEditor options={settings} onOptionsChange={(next) => setSettings((state.settings = next))} />;
  }
  render(<Host />);
  return state;
}

it('takes the URL without the spaces of a paste and says when it is none', async () => {
  const state = show();
  await userEvent.type(screen.getByLabelText(/^URL/), 'presage:10978');
  expect(screen.getByRole('alert')).toHaveTextContent('Must start with http:// or https://');
  await userEvent.clear(screen.getByLabelText(/^URL/));
  await userEvent.click(screen.getByLabelText(/^URL/));
  await userEvent.paste(' http://presage:10978 ');
  expect(screen.queryByRole('alert')).toBeNull();
  expect(state.settings.url).toBe('http://presage:10978');
});

it('keeps a token out of jsonData', async () => {
  const state = show();
  await userEvent.click(screen.getByLabelText('Bearer token'));
  await userEvent.type(screen.getByLabelText('Token'), 's3cret');
  expect(state.settings.jsonData).toEqual({ authentication: 'token' });
  expect(state.settings.secureJsonData).toEqual({ token: 's3cret' });
  expect(state.settings.basicAuth).toBe(false);
  expect(screen.getByLabelText('Token')).toHaveAttribute('type', 'password');
});

it("uses Grafana's own fields for user and password", async () => {
  const state = show();
  await userEvent.click(screen.getByLabelText('User and password'));
  await userEvent.type(screen.getByLabelText('User'), 'grafana');
  await userEvent.type(screen.getByLabelText('Password'), 'pw');
  expect(state.settings).toMatchObject({
    basicAuth: true,
    basicAuthUser: 'grafana',
    secureJsonData: { basicAuthPassword: 'pw' },
  });
  await userEvent.click(screen.getByLabelText('None'));
  expect(state.settings.basicAuth).toBe(false);
});

it('shows that a secret is stored without showing it, and resets it', async () => {
  const state = show({ jsonData: { authentication: 'token' }, secureJsonFields: { token: true } });
  expect(screen.getByLabelText('Token')).toBeDisabled();
  expect(screen.getByLabelText('Token')).toHaveValue('configured');
  await userEvent.click(screen.getByRole('button', { name: 'Reset' }));
  expect(state.settings.secureJsonFields.token).toBe(false);
  expect(state.settings.secureJsonData).toEqual({ token: '' });
  expect(screen.getByLabelText('Token')).toBeEnabled();
});

it('understands a data source that was provisioned with basic auth only', () => {
  show({ basicAuth: true, basicAuthUser: 'grafana' });
  expect(screen.getByLabelText('User')).toHaveValue('grafana');
});

it('asks for a CA certificate and for the value of a header only where they are wanted', async () => {
  const state = show();
  expect(screen.queryByLabelText('CA certificate')).toBeNull();
  await userEvent.click(screen.getByLabelText(/Own certificate authority/));
  await userEvent.type(screen.getByLabelText('CA certificate'), 'PEM');
  await userEvent.click(screen.getByLabelText(/Skip verification/));
  await userEvent.type(screen.getByLabelText(/^Name/), 'X-Tenant');
  await userEvent.type(screen.getByLabelText('Value'), 'shop');
  expect(state.settings.jsonData).toEqual({
    tlsAuthWithCACert: true,
    tlsSkipVerify: true,
    httpHeaderName1: 'X-Tenant',
  });
  expect(state.settings.secureJsonData).toEqual({ tlsCACert: 'PEM', httpHeaderValue1: 'shop' });
});

it('lets nobody edit a provisioned data source', () => {
  show({
    readOnly: true,
    jsonData: { authentication: 'token', tlsAuthWithCACert: true, httpHeaderName1: 'X-Tenant' },
    secureJsonFields: { token: true },
  });
  const fields = [...screen.getAllByRole('textbox'), ...screen.getAllByRole('radio'), ...screen.getAllByRole('switch')];
  expect(fields.length).toBeGreaterThan(5);
  fields.forEach((field) => expect(field).toBeDisabled());
});

it('sends as many headers as are wanted, and takes the last away again', async () => {
  const state = show();
  await userEvent.type(screen.getByLabelText(/^Name/), 'X-Tenant');
  await userEvent.click(screen.getByRole('button', { name: 'Add header' }));
  expect(screen.getByRole('button', { name: 'Add header' })).toBeDisabled();
  await userEvent.type(screen.getByLabelText(/^Name 2/), 'X-Team');
  await userEvent.type(screen.getByLabelText('Value 2'), 'web');
  expect(state.settings.jsonData).toEqual({ httpHeaderName1: 'X-Tenant', httpHeaderName2: 'X-Team' });
  expect(state.settings.secureJsonData).toEqual({ httpHeaderValue2: 'web' });
  await userEvent.click(screen.getByRole('button', { name: 'Remove the last' }));
  expect(state.settings.jsonData).toEqual({ httpHeaderName1: 'X-Tenant' });
  expect(state.settings.secureJsonFields.httpHeaderValue2).toBe(false);
});

it('takes a timeout, and a client certificate whose key stays secret', async () => {
  const state = show();
  await userEvent.type(screen.getByLabelText(/^Timeout/), '90');
  await userEvent.click(screen.getByLabelText(/^Client certificate/));
  await userEvent.type(screen.getByLabelText(/^Server name/), 'presage.lan');
  await userEvent.type(screen.getByLabelText('Certificate'), 'PEM');
  await userEvent.type(screen.getByLabelText('Private key'), 'KEY');
  expect(state.settings.jsonData).toEqual({ timeout: 90, tlsAuth: true, serverName: 'presage.lan' });
  expect(state.settings.secureJsonData).toEqual({ tlsClientCert: 'PEM', tlsClientKey: 'KEY' });
  await userEvent.clear(screen.getByLabelText(/^Timeout/));
  expect(state.settings.jsonData.timeout).toBeUndefined();
});

it('makes panels live, every so many seconds', async () => {
  const state = show();
  expect(screen.queryByLabelText(/^Interval/)).toBeNull();
  await userEvent.click(screen.getByLabelText(/Push what is new/));
  expect(screen.getByLabelText(/^Interval/)).toHaveAttribute('placeholder', '15');
  await userEvent.type(screen.getByLabelText(/^Interval/), '5');
  expect(state.settings.jsonData).toEqual({ live: true, liveInterval: 5 });
  await userEvent.clear(screen.getByLabelText(/^Interval/));
  expect(state.settings.jsonData.liveInterval).toBeUndefined();
});
