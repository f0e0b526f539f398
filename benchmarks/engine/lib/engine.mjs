// The engine out of the production build, put together as PipelinesService does
// it, without the rest of the portal.
import { join } from 'node:path';

/** @param createRequire - of `node:module` */
export function loadEngine(createRequire, build) {
  const backend = join(build, 'plugins/pipelines-backend');
  const require = createRequire(join(backend, 'package.json'));
  const part = name => require(join(backend, 'dist', `${name}.cjs.js`));
  const knexFactory = require('knex');
  const engineModule = require('@dop/plugin-pipelines-engine');
  const {
    FolderBlobStore,
    Outbox,
    openDatabase,
  } = require('@dop/plugin-devops-node');
  const { CdEventProjector } = part('cdevents/CdEventProjector');
  const { CdEventStore } = part('cdevents/CdEventStore');
  const { createFactHook } = part('events/createFactHook');
  const { createPlaceStep } = part('runs/createPlaceStep');
  const { RunMetrics } = part('history/RunMetrics');
  const { LanguageWorker } = part('language/LanguageWorker');
  const { ThreadEvaluator } = part('language/ThreadEvaluator');
  const logger = {
    info() {},
    debug() {},
    warn: text => process.stderr.write(`warn ${text}\n`),
    error: text => process.stderr.write(`error ${text}\n`),
    child: () => logger,
  };

  return {
    /** With Backstage's defaults. */
    async open(job, folder) {
      const knex = job.postgres
        ? knexFactory({
            client: 'pg',
            connection: job.postgres,
            pool: { min: 2, max: 10 },
          })
        : knexFactory({
            client: 'better-sqlite3',
            connection: {
              filename: job.file ?? join(folder, 'pipelines.sqlite'),
            },
            useNullAsDefault: true,
            pool: { min: 1, max: 1 },
          });
      return openDatabase(
        { getClient: async () => knex },
        '@dop/plugin-pipelines-backend',
      );
    },

    async engineOn(knex, { folder, job, receiverUrl }) {
      const outbox = Outbox.create({
        knex,
        logger,
        pluginId: 'pipelines',
        auth: {
          getOwnServiceCredentials: async () => ({}),
          getPluginRequestToken: async () => ({ token: 'benchmark' }),
        },
        discovery: { getBaseUrl: async () => receiverUrl },
      });
      const runners = await runnersOf(job, folder);
      for (const runner of runners) {
        const { available, reason } = await runner.availability();
        if (!available) {
          throw new Error(reason);
        }
      }
      const expressions = LanguageWorker.create();
      const engine = await engineModule.Engine.create({
        knex,
        logger,
        blobs: await FolderBlobStore.create(join(folder, 'blobs')),
        workDirectory: join(folder, 'work'),
        portalUrl: receiverUrl,
        runners,
        evaluator: ThreadEvaluator.create(expressions),
        place: createPlaceStep({ repository: async () => repository }),
        onFacts: createFactHook(outbox),
        onCommitted: () => outbox.wake(),
        settings: job.settings,
      });
      const metrics = RunMetrics.create(noMetrics, engine);
      const projector = CdEventProjector.create({
        knex,
        logger,
        engine,
        store: CdEventStore.create(knex, { traced: false }),
        outbox,
        metrics,
        sinks: [],
        places: { baseUrl: receiverUrl, appUrl: receiverUrl },
        keepMs: 30 * 86_400_000,
      });
      return {
        engine,
        async start() {
          await engine.start();
          outbox.start();
          projector.start();
        },
        async stop() {
          await engine.shutdown();
          await projector.stop();
          metrics.close();
          await outbox.stop();
          await expressions.close();
        },
      };
    },

    /** A run as a push starts it. */
    runOf: plan => ({
      plan,
      workflowId: 'workflow-1',
      repositoryId: repository.id,
      ref: 'refs/heads/main',
      commit: plan.workflow.commit,
      protectedRef: true,
      triggerType: 'push',
      actor: 'user:default/ada',
      trigger: { type: 'push', ref: 'refs/heads/main', branch: 'main' },
      inputs: {},
      meta: { workflowName: 'benchmark', services: [] },
    }),
  };

  async function runnersOf(job, folder) {
    if (job.runner === 'process') {
      return [
        engineModule.ProcessRunner.create({
          folder: join(folder, 'supervisor'),
          sources: { fetch: async () => job.sources },
          place: 'benchmark',
          user: job.user,
          node: await engineModule.reachableNode(job.user, folder),
          reachable: [job.sources],
          idleSeconds: 5,
        }),
      ];
    }
    if (job.runner === 'docker') {
      return [dockerRunner(job)];
    }
    return [
      engineModule.FunctionRunner.create({
        'dop/nothing': async ({ inputs }) => ({ n: inputs.n }),
      }),
    ];
  }

  function dockerRunner(job) {
    const docker = join(build, 'plugins/pipelines-backend-module-docker/dist');
    const { DockerRunner } = require(join(docker, 'DockerRunner.cjs.js'));
    const { Engine } = require(join(docker, 'engine/Engine.cjs.js'));
    const { PortalNetworks } = require(join(
      docker,
      'network/PortalNetworks.cjs.js',
    ));
    return DockerRunner.create({
      engine: Engine.create(job.socket),
      registry: {
        host: '127.0.0.1:9',
        secure: false,
        password: async () => '',
      },
      networks: PortalNetworks.create({ prefix: 'dop-benchmark', port: 7189 }),
      portalUrl: 'http://127.0.0.1:9',
      pidsLimit: 64,
    });
  }
}

const repository = {
  id: 'repository-1',
  namespace: 'bench',
  name: 'benchmark',
  trust: 'all',
};

const noMetric = () => ({
  add() {},
  record() {},
  addCallback() {},
  removeCallback() {},
});
const noMetrics = {
  createCounter: noMetric,
  createHistogram: noMetric,
  createObservableGauge: noMetric,
};
