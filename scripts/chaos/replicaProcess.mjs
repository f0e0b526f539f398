// One replica: the pipelines of the production build with its engine, its
// deliveries, its outbox, its runners and its API, beside stand-ins for the other
// plugins. Argument: one JSON.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const job = JSON.parse(process.argv[2]);
if (job.clockMs) {
  shiftClock(job.clockMs);
}
const backend = join(job.build, 'plugins/pipelines-backend');
const require = createRequire(join(backend, 'package.json'));
const express = require('express');
const { ConfigReader } = require('@backstage/config');
const { resolvePackagePath } = require('@backstage/backend-plugin-api');
const { FunctionRunner } = require('@dop/plugin-pipelines-engine');
const devops = require('@dop/plugin-devops-node');
const { PipelinesService } = require(join(
  backend,
  'dist/PipelinesService.cjs.js',
));

const say = level => text =>
  process.stderr.write(
    `${new Date().toISOString()} ${process.pid} ${level} ${text}\n`,
  );
const logger = {
  info() {},
  debug() {},
  warn: say('warn'),
  error: say('error'),
  child: () => logger,
};
process.on('uncaughtException', error => {
  logger.error(`uncaught ${error.stack}`);
  process.exit(70);
});
process.on('unhandledRejection', error => {
  logger.error(`unhandled ${error?.stack ?? error}`);
});

const knex = require('knex')({
  client: 'pg',
  connection: job.postgres,
  // Backstage's own default for the time to get a connection is a minute.
  pool: { min: 0, max: 10 },
});
await devops.openDatabase(
  { getClient: async () => knex },
  '@dop/plugin-pipelines-backend',
);
void resolvePackagePath;

const records = new Map(job.records.map(record => [record.id, record]));
const user = {
  type: 'user',
  subject: 'user:default/ada',
  ownershipEntityRefs: ['user:default/ada', 'group:default/chaos'],
};
const noMetric = () => ({
  add() {},
  record() {},
  addCallback() {},
  removeCallback() {},
});
const known = {
  access: {
    principal: async () => user,
    principalFromSecret: async () => user,
    authorize: async () => undefined,
    visibleRepositories: async () => [...records.keys()],
    repository: async ({ id }) => records.get(id),
  },
  auditor: {
    createEvent: async () => ({
      success: async () => {},
      fail: async () => {},
    }),
  },
  auth: {
    getOwnServiceCredentials: async () => ({}),
    getPluginRequestToken: async () => ({ token: 'chaos' }),
  },
  config: new ConfigReader({
    backend: { baseUrl: job.neighbours, listen: { host: '127.0.0.1' } },
    dop: {
      dataDirectory: job.data,
      pipelines: {
        leaseSeconds: job.leaseSeconds,
        graceSeconds: 2,
        slots: { process: 4, docker: 2 },
        events: {
          sinks: [
            {
              name: 'neighbours',
              url: `${job.neighbours}/sink`,
              types: ['dev.cdevents.pipelinerun.finished'],
            },
          ],
        },
      },
    },
  }),
  dataDirectory: join(job.data, 'pipelines'),
  discovery: {
    getBaseUrl: async id => `${job.neighbours}/api/${id}`,
    getExternalBaseUrl: async id => `${job.neighbours}/api/${id}`,
  },
  healthChecks: devops.HealthChecks.create(),
  httpAuth: {
    credentials: async () => ({
      principal: { type: 'service', subject: 'plugin:code' },
    }),
  },
  metrics: {
    createCounter: noMetric,
    createHistogram: noMetric,
    createGauge: noMetric,
    createUpDownCounter: noMetric,
    createObservableGauge: noMetric,
    createObservableCounter: noMetric,
    createObservableUpDownCounter: noMetric,
  },
  knex,
  logger,
  secretStores: [],
  runners: [
    FunctionRunner.create({ 'dop/nothing': async () => ({ n: 1 }) }),
    ...containers(),
  ],
};
const service = await PipelinesService.create(known);
const app = express();
app.use('/api/pipelines', service.router);
app.use((error, request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status =
    { NotFoundError: 404, InputError: 400, ConflictError: 409 }[error.name] ??
    503;
  if (status === 503) {
    logger.warn(`${request.method} ${request.url}: ${error.message}`);
  }
  response.status(status).end(String(error.message));
});
await service.start();
const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`);
});
process.on('SIGTERM', async () => {
  server.close();
  server.closeAllConnections();
  await service.stop();
  await knex.destroy();
  process.exit(0);
});

function containers() {
  if (!job.containerSocket) {
    return [];
  }
  const docker = join(
    job.build,
    'plugins/pipelines-backend-module-docker/dist',
  );
  const part = name => require(join(docker, `${name}.cjs.js`));
  return [
    part('DockerRunner').DockerRunner.create({
      engine: part('engine/Engine').Engine.create(job.containerSocket),
      registry: {
        host: '127.0.0.1:9',
        secure: false,
        password: async () => '',
      },
      networks: part('network/PortalNetworks').PortalNetworks.create({
        prefix: 'dop-chaos',
        port: 7189,
      }),
      portalUrl: job.neighbours,
      place: job.data,
      pidsLimit: 64,
    }),
  ];
}

/** Everything that asks this process for the time gets the wrong one. */
function shiftClock(ms) {
  const RealDate = Date;
  globalThis.Date = class Date extends RealDate {
    constructor(...parts) {
      super(...(parts.length > 0 ? parts : [RealDate.now() + ms]));
    }

    static now() {
      return RealDate.now() + ms;
    }
  };
}
