import type { RequestHandler, Router } from 'express';
import type {
  AuditorService,
  AuthService,
  DiscoveryService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { AccessService } from '@dop/plugin-access-node';
import type { Outbox } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import { CommitWriter } from './content/CommitWriter';
import { FindingStore } from './findings/FindingStore';
import { Git } from './git/Git';
import { RepositoryFolders } from './git/RepositoryFolders';
import { RefJournal } from './journal/RefJournal';
import { RefReconciler } from './journal/RefReconciler';
import { RepositoryLocks } from './journal/RepositoryLocks';
import { GitMaintenance } from './maintenance/GitMaintenance';
import { Merger } from './pulls/Merger';
import { PullRequestFollower } from './pulls/PullRequestFollower';
import { PullRequests } from './pulls/PullRequests';
import { PullRequestStore } from './pulls/PullRequestStore';
import type { PushServices } from './push/PushSession';
import type { CodeConfig } from './readCodeConfig';
import { HttpRecordsClient, type RecordsClient } from './records/RecordsClient';
import { Repositories } from './records/Repositories';
import { RepositoryCopies } from './records/RepositoryCopies';
import { createRouter } from './routers/createRouter';
import { createGitRouter, type GitRouter } from './smartHttp/createGitRouter';

/** A push that outlived the backend may move refs after the first look. */
const secondLookMs = 15_000;
const laterLooksMs = 10 * 60_000;

/** The parts of the hosting, put together. */
export class CodeService {
  readonly router: Router;
  readonly #git: GitRouter;
  readonly #repositories: Repositories;
  readonly #maintenance: GitMaintenance;
  readonly #outbox: Outbox;
  readonly #logger: LoggerService;
  #timers: NodeJS.Timeout[] = [];
  #looking: Promise<void> | undefined;

  private constructor(options: {
    router: Router;
    git: GitRouter;
    repositories: Repositories;
    maintenance: GitMaintenance;
    outbox: Outbox;
    logger: LoggerService;
  }) {
    this.router = options.router;
    this.#git = options.git;
    this.#repositories = options.repositories;
    this.#maintenance = options.maintenance;
    this.#outbox = options.outbox;
    this.#logger = options.logger;
  }

  static async create(options: CodeServiceOptions): Promise<CodeService> {
    const { knex, outbox, logger, settings, access, auditor } = options;
    const git = Git.create({ program: settings.gitProgram });
    const folders = await RepositoryFolders.create({
      git,
      root: options.dataDirectory,
      hooks: options.hooks,
    });
    logger.info(`Git hosting with ${await git.check(folders.root)}`);

    const pulls = PullRequestStore.create({ knex, outbox });
    const follower = PullRequestFollower.create({
      git,
      folders,
      store: pulls,
      logger,
    });
    const journal = RefJournal.create({ knex, outbox, pulls, follower });
    const findings = FindingStore.create(knex);
    const copies = RepositoryCopies.create({ knex, outbox, journal, findings });
    const reconciler = RefReconciler.create({ git, folders, journal, logger });
    const locks = new RepositoryLocks();
    const push: PushServices = {
      git,
      folders,
      journal,
      reconciler,
      locks,
      logger,
      beforeJournal: options.beforeJournal,
    };
    const repositories = Repositories.create({
      access,
      records: options.records ?? HttpRecordsClient.create(options),
      copies,
      folders,
      locks,
      reconciler,
      logger,
    });
    return new CodeService({
      router: createRouter({
        access,
        auditor,
        repositories,
        findings,
        folders,
        git,
        writer: CommitWriter.create(push),
        pulls: PullRequests.create({
          services: push,
          store: pulls,
          follower,
          merger: Merger.create(git),
        }),
        gitUrl: settings.gitUrl,
      }),
      git: createGitRouter({
        access,
        auditor,
        logger,
        repositories,
        push,
        maxTransfers: settings.maxTransfers,
        transfers: {
          git,
          logger,
          idleTimeoutMs: settings.idleTimeoutMs,
          maxPushBytes: settings.maxPushBytes,
          root: folders.root,
          hooks: folders.hooks,
        },
      }),
      repositories,
      maintenance: GitMaintenance.create({
        git,
        folders,
        copies,
        settings: settings.maintenance,
        logger,
      }),
      outbox,
      logger,
    });
  }

  /** For the root router, at `/git`. */
  get gitHandler(): RequestHandler {
    return this.#git.handler;
  }

  /** Looks for pushes that are not in the journal, now and again and again. */
  start(): void {
    this.#outbox.start();
    this.#look();
    this.#timers = [
      setTimeout(() => this.#look(), secondLookMs),
      setInterval(() => this.#look(), laterLooksMs),
    ];
    this.#timers.forEach(timer => timer.unref());
    this.#maintenance.start();
  }

  async stop(): Promise<void> {
    this.#timers.forEach(timer => clearTimeout(timer));
    this.#git.stop();
    await this.#maintenance.stop();
    await this.#looking;
    await this.#outbox.stop();
  }

  #look(): void {
    this.#looking ??= this.#repositories
      .reconcile()
      .catch(error =>
        this.#logger.warn(
          `Could not compare refs with the journal: ${stringifyError(error)}`,
        ),
      )
      .finally(() => {
        this.#looking = undefined;
      });
  }
}

export interface CodeServiceOptions {
  access: AccessService;
  auditor: AuditorService;
  auth: AuthService;
  discovery: DiscoveryService;
  knex: Knex;
  logger: LoggerService;
  outbox: Outbox;
  settings: CodeConfig;
  /** The plugin's own folder. */
  dataDirectory: string;
  /** Folder of the shipped hooks. */
  hooks: string;
  /** For tests. */
  records?: RecordsClient;
  beforeJournal?: () => Promise<void>;
}
