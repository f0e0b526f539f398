import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { hostname } from 'node:os';
import { createHash } from 'node:crypto';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type {
  AuditorService,
  AuthService,
  DiscoveryService,
  HttpAuthService,
  LoggerService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { AccessService } from '@dop/plugin-access-node';
import {
  createDocumentRouter,
  createSchemaRouter,
  createEventsRouter,
  createOutboxRouter,
  FolderBlobStore,
  Outbox,
  type BlobStore,
  type HealthChecks,
} from '@dop/plugin-devops-node';
import {
  Engine,
  ProcessRunner,
  reachableNode,
} from '@dop/plugin-pipelines-engine';
import { workflowFileSchema } from '@dop/plugin-pipelines-common';
import type { Runner, SecretStore } from '@dop/plugin-pipelines-node';
import type { Knex } from 'knex';
import { createApprovalsRouter } from './approvals/createApprovalsRouter';
import { CdEventProjector } from './cdevents/CdEventProjector';
import { CdEventStore } from './cdevents/CdEventStore';
import { createCdEventsRouter } from './cdevents/createCdEventsRouter';
import { readEventSinks } from './cdevents/eventSinks';
import { tellingHandlers } from './cdevents/tellingHandlers';
import { Components } from './clients/Components';
import { PluginCaller } from './clients/PluginCaller';
import { Repositories } from './clients/Repositories';
import { RepositoryNames } from './database/RepositoryNames';
import { WorkflowStore } from './definitions/WorkflowStore';
import { DeliveryProcessor } from './deliveries/DeliveryProcessor';
import { DeliveryStore } from './deliveries/DeliveryStore';
import { PushedFiles } from './deliveries/PushedFiles';
import { createEventHandlers } from './events/createEventHandlers';
import { createFactHook } from './events/createFactHook';
import { EventListener } from './eventStarts/EventListener';
import { EventStarts } from './eventStarts/EventStarts';
import { EventTriggers } from './eventStarts/EventTriggers';
import {
  readPipelinesConfig,
  type PipelinesConfig,
} from './readPipelinesConfig';
import { createTracing } from './history/createSpanExporter';
import { RunMetrics } from './history/RunMetrics';
import { RunTraces } from './history/RunTraces';
import { TraceStore } from './history/TraceStore';
import { LanguageWorker } from './language/LanguageWorker';
import { ThreadEvaluator } from './language/ThreadEvaluator';
import type { RouterContext } from './routers/context';
import { createInternalRouter } from './routers/createInternalRouter';
import { createRunsRouter } from './routers/createRunsRouter';
import { createWorkflowsRouter } from './routers/createWorkflowsRouter';
import { createPlaceStep } from './runs/createPlaceStep';
import { passableDirectory } from './runs/passableDirectory';
import { ManualStarts } from './runs/ManualStarts';
import { RunPresenter } from './runs/RunPresenter';
import { metaOf } from './runs/metaOf';
import { RunStarter, type RunMeta } from './runs/RunStarter';
import { ScheduledStarts } from './schedules/ScheduledStarts';
import { ScheduleStore } from './schedules/ScheduleStore';
import { openApiDocument } from './schema/openapi.generated';
import { createSecretsRouter } from './secrets/createSecretsRouter';
import { DatabaseSecretStore } from './secrets/DatabaseSecretStore';
import { firstThatKnows } from './secrets/firstThatKnows';
import { KeyFile } from './secrets/KeyFile';
import { SecretTable } from './secrets/SecretTable';
import { createStreamRouter } from './stream/createStreamRouter';
import { OpenStreams } from './stream/OpenStreams';

export interface PipelinesServiceOptions {
  access: AccessService;
  auditor: AuditorService;
  auth: AuthService;
  config: RootConfigService;
  dataDirectory: string;
  discovery: DiscoveryService;
  healthChecks: HealthChecks;
  httpAuth: HttpAuthService;
  knex: Knex;
  logger: LoggerService;
  metrics: MetricsService;
  /** Runners of modules. */
  runners: Runner[];
  /** Stores of modules; they come before the portal's own. */
  secretStores: SecretStore[];
  /** Of a module; by default a folder. */
  blobStore?: BlobStore;
}

/** Deliveries, engine, API and stream, put together. */
export class PipelinesService {
  readonly router: Router;
  readonly engine: Engine;
  readonly #healthChecks: HealthChecks;
  readonly #threads: LanguageWorker[];
  #endCheck: () => void = () => undefined;
  readonly #outbox: Outbox;
  readonly #processor: DeliveryProcessor;
  readonly #listener: EventListener;
  readonly #projector: CdEventProjector;
  readonly #metrics: RunMetrics;
  readonly #traces: RunTraces | undefined;
  readonly #scheduled: ScheduledStarts;
  readonly #streams: OpenStreams;

  private constructor(parts: {
    router: Router;
    engine: Engine;
    healthChecks: HealthChecks;
    threads: LanguageWorker[];
    outbox: Outbox;
    processor: DeliveryProcessor;
    listener: EventListener;
    projector: CdEventProjector;
    metrics: RunMetrics;
    traces: RunTraces | undefined;
    scheduled: ScheduledStarts;
    streams: OpenStreams;
  }) {
    this.router = parts.router;
    this.engine = parts.engine;
    this.#healthChecks = parts.healthChecks;
    this.#threads = parts.threads;
    this.#outbox = parts.outbox;
    this.#processor = parts.processor;
    this.#listener = parts.listener;
    this.#projector = parts.projector;
    this.#metrics = parts.metrics;
    this.#traces = parts.traces;
    this.#scheduled = parts.scheduled;
    this.#streams = parts.streams;
  }

  static async create(
    options: PipelinesServiceOptions,
  ): Promise<PipelinesService> {
    const { access, dataDirectory, knex, logger } = options;
    const settings = readPipelinesConfig(options.config);
    const baseUrl = options.config.getString('backend.baseUrl');
    const appUrl = options.config.getOptionalString('app.baseUrl') ?? baseUrl;
    const tracing = createTracing(options.config);
    const caller = PluginCaller.create(options);
    const passable = passableDirectory(
      dataDirectory,
      settings.processRunner.user !== undefined,
    );
    const sourcesDirectory = join(passable, 'sources');
    const workDirectory = join(passable, 'work');
    const components = Components.create(caller, sourcesDirectory);
    const repositories = Repositories.create(caller);
    const names = RepositoryNames.create({ knex, access });
    const { env: portalEnv } = settings;
    const language = LanguageWorker.create({ portalEnv });
    // Apart, so that files that are slow to read hold up no run.
    const expressions = LanguageWorker.create({ portalEnv });
    const sinks = readEventSinks(options.config);
    const outbox = Outbox.create({
      ...options,
      pluginId: 'pipelines',
      sinks: Object.fromEntries(sinks.map(sink => [sink.target, sink.send])),
    });
    const cdEvents = CdEventStore.create(knex, {
      traced: tracing !== undefined,
    });
    const secrets = DatabaseSecretStore.create({
      access,
      keyFile: KeyFile.create(
        settings.secretsKeyFile ?? join(dataDirectory, 'secrets.key'),
      ),
      table: SecretTable.create(knex),
    });
    const blobs =
      options.blobStore ??
      (await FolderBlobStore.create(join(dataDirectory, 'blobs')));
    const engine = await Engine.create({
      knex,
      blobs,
      logger,
      workDirectory,
      portalUrl: baseUrl,
      runners: [
        ...processRunner(settings, {
          node: await reachableNode(settings.processRunner.user, passable),
          folder: join(dataDirectory, 'supervisor'),
          sources: components,
          reachable: [
            join(workDirectory, 'attempt'),
            join(sourcesDirectory, 'component'),
          ],
        }),
        ...options.runners,
      ],
      evaluator: ThreadEvaluator.create(expressions),
      place: createPlaceStep(access),
      secrets: firstThatKnows([...options.secretStores, secrets]),
      onFacts: createFactHook(outbox),
      childMeta: (parent, plan) => metaOf(plan, parent.meta as RunMeta),
      onCommitted: () => outbox.wake(),
      settings: {
        slots: settings.slots,
        maxLogBytes: settings.maxLogBytes,
        graceSeconds: settings.graceSeconds,
        leaseMs: settings.leaseMs,
        keepRunsDays: settings.keepRunsDays,
      },
    });
    const starter = RunStarter.create({ engine, baseUrl, expressions });
    const deliveries = DeliveryStore.create(knex);
    const schedules = ScheduleStore.create(knex);
    const eventTriggers = EventTriggers.create(knex);
    const workflows = WorkflowStore.create(knex, schedules, eventTriggers);
    const pushed = PushedFiles.create();
    const processor = DeliveryProcessor.create({
      knex,
      logger,
      access,
      deliveries,
      workflows,
      names,
      repositories,
      pushed,
      components,
      language,
      starter,
      events: EventStarts.create({ access, repositories, workflows, starter }),
    });
    const listener = EventListener.create({
      knex,
      logger,
      access,
      engine,
      cdEvents,
      names,
      triggers: eventTriggers,
      deliveries,
      wake: id => processor.wake(id),
    });
    const streams = OpenStreams.create(engine);
    const context: RouterContext = {
      ...options,
      approvals: { allowOwn: settings.allowOwnApprovals },
      engine,
      blobs,
      workflows,
      deliveries,
      schedules,
      secrets,
      names,
      repositories,
      components,
      language,
      portalEnv: Object.keys(portalEnv),
      presenter: RunPresenter.create({
        queries: engine.queries,
        names,
        tracing,
      }),
      starter,
      starts: ManualStarts.create({
        knex,
        repositories,
        components,
        language,
        starter,
      }),
    };
    const metrics = RunMetrics.create(options.metrics, engine);
    const places = { baseUrl, appUrl };
    const projector = CdEventProjector.create({
      knex,
      logger,
      engine,
      store: cdEvents,
      outbox,
      metrics,
      sinks,
      places,
      keepMs: settings.keepEventsMs,
    });
    const router = PromiseRouter();
    router.use(createDocumentRouter({ document: openApiDocument, access }));
    router.use(createSchemaRouter({ 'workflow.json': workflowFileSchema() }));
    router.use(
      createEventsRouter({
        knex,
        httpAuth: options.httpAuth,
        from: ['code', 'images', 'components'],
        handlers: tellingHandlers(
          createEventHandlers({
            deliveries,
            processor,
            pushed,
            workflows,
            names,
          }),
          { store: cdEvents, places, wake: () => projector.wake() },
        ),
      }),
    );
    router.use(createCdEventsRouter({ access, cdEvents }));
    router.use(createOutboxRouter({ ...options, outbox }));
    router.use(createInternalRouter(context));
    router.use(createWorkflowsRouter(context));
    router.use(createRunsRouter(context));
    router.use(createApprovalsRouter(context));
    router.use(createSecretsRouter(context));
    router.use(createStreamRouter({ ...context, streams, logger }));
    return new PipelinesService({
      router,
      engine,
      healthChecks: options.healthChecks,
      threads: [language, expressions],
      outbox,
      processor,
      listener,
      projector,
      metrics,
      traces:
        tracing &&
        RunTraces.create({
          logger,
          engine,
          store: TraceStore.create(knex),
          tracing,
          appUrl,
        }),
      scheduled: ScheduledStarts.create({
        knex,
        logger,
        access,
        repositories,
        workflows,
        schedules,
        starter,
        missedMs: settings.scheduleMissedMs,
      }),
      streams,
    });
  }

  async start(): Promise<void> {
    await this.engine.start();
    this.#endCheck = this.#healthChecks.register('pipelines.engine', () =>
      this.#problem(),
    );
    this.#outbox.start();
    this.#processor.start();
    this.#listener.start();
    this.#scheduled.start();
    this.#projector.start();
    this.#traces?.start();
  }

  /** Programs of steps go on; the next start finds them. */
  async stop(): Promise<void> {
    this.#endCheck();
    this.#streams.close();
    await this.#scheduled.stop();
    await this.#listener.stop();
    await this.#processor.stop();
    await this.engine.shutdown();
    await this.#projector.stop();
    this.#metrics.close();
    await this.#traces?.stop();
    await this.#outbox.stop();
    await Promise.all(this.#threads.map(thread => thread.close()));
  }

  async #problem(): Promise<string | undefined> {
    const health = await this.engine.health();
    return health.alive
      ? undefined
      : `the engine has done nothing for ${Math.round(
          health.lastProgressMs / 1000,
        )} s; ${health.ready} steps are ready, the oldest for ${Math.round(
          health.oldestReadyMs / 1000,
        )} s`;
  }
}

function processRunner(
  { processRunner: settings }: PipelinesConfig,
  places: {
    node: string;
    folder: string;
    sources: Components;
    reachable: string[];
  },
): Runner[] {
  if (!settings.enabled) {
    return [];
  }
  const place = createHash('sha256')
    .update(`${hostname()}\0${places.folder}`)
    .digest('hex')
    .slice(0, 16);
  for (const path of places.reachable) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o711 });
  }
  return [
    ProcessRunner.create({
      ...places,
      place,
      user: settings.user,
      forbidden: settings.forbidden,
    }),
  ];
}
