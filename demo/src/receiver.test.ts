import { startReceiver, type DeliveredAlert, type Receiver } from './receiver.js';

const notification = {
  version: '4',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'PresageAnomalyActive', severity: 'warning' },
      annotations: { summary: 'A series is odd.', description: 'It is.', runbook_url: 'http://localhost/runbook' },
    },
    { status: 'resolved', labels: { alertname: 'Other' } },
  ],
};

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver(0);
});
afterAll(() => receiver.close());

const post = (body: string) => fetch(`${receiver.url}/alerts`, { method: 'POST', body });
const delivered = async () => (await (await fetch(`${receiver.url}/alerts`)).json()) as DeliveredAlert[];

test('keeps what arrives and shows it', async () => {
  expect((await post(JSON.stringify(notification))).status).toBe(200);
  expect(await delivered()).toEqual([
    {
      name: 'PresageAnomalyActive',
      status: 'firing',
      severity: 'warning',
      summary: 'A series is odd.',
      description: 'It is.',
      runbookUrl: 'http://localhost/runbook',
      labels: { alertname: 'PresageAnomalyActive', severity: 'warning' },
      receivedAt: expect.any(Number),
    },
    { name: 'Other', status: 'resolved', labels: { alertname: 'Other' }, receivedAt: expect.any(Number) },
  ]);
});

test.each(['{', '[]', '{"alerts": 1}', `{"alerts": [], "filler": "${'x'.repeat(1_000_001)}"}`])(
  'refuses what is no notification: %.20s',
  async (body) => {
    const before = await delivered();
    expect((await post(body)).status).toBe(400);
    expect(await delivered()).toEqual(before);
  },
);

test('has no other page', async () => {
  expect((await fetch(`${receiver.url}/`)).status).toBe(404);
});
