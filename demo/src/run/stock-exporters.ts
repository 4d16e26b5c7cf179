import { join } from 'node:path';
import { freePort, startProcess, type Service, type Tools } from '../../../scripts/services.mjs';
import { MONITORING_ROLE } from '../shop/schema.js';

export interface StockExporterOptions {
  /** Absolute path of the repository. */
  root: string;
  /** For logs. */
  directory: string;
  tools: Tools;
  postgresPort: number;
  redisUrl: string;
}

/** Starts those stock exporters that are installed here, by the name of their scrape job. */
export async function startStockExporters(options: StockExporterOptions): Promise<Record<string, Service>> {
  const { tools, directory } = options;
  const programs: [job: string, command: string | undefined, start: (port: number) => Program][] = [
    ['node', tools.nodeExporter, (port) => ({ arguments: [`--web.listen-address=127.0.0.1:${port}`] })],
    ['postgres', tools.postgresExporter, (port) => postgresExporter(port, options)],
    ['redis', tools.redisExporter, (port) => redisExporter(port, options)],
  ];
  const started = programs.flatMap(([name, command, program]) =>
    command === undefined
      ? []
      : [
          freePort().then(async (port) => {
            const readyUrl = `http://127.0.0.1:${port}/`;
            const service = await startProcess({ name, directory, command, port, readyUrl, ...program(port) });
            return [name, service] as const;
          }),
        ],
  );
  return Object.fromEntries(await Promise.all(started));
}

interface Program {
  arguments: string[];
  environment?: Record<string, string>;
}

function postgresExporter(port: number, { root, postgresPort }: StockExporterOptions): Program {
  const { user, password } = MONITORING_ROLE;
  return {
    arguments: [
      `--web.listen-address=127.0.0.1:${port}`,
      `--extend.query-path=${join(root, 'demo/postgres/user-tables.yaml')}`,
    ],
    environment: {
      DATA_SOURCE_URI: `127.0.0.1:${postgresPort}/postgres?sslmode=disable`,
      DATA_SOURCE_USER: user,
      DATA_SOURCE_PASS: password,
    },
  };
}

function redisExporter(port: number, { redisUrl }: StockExporterOptions): Program {
  return { arguments: ['-web.listen-address', `127.0.0.1:${port}`, '-redis.addr', redisUrl] };
}
