import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AttemptNotStartedError,
  type AttemptSpec,
  type AttemptStarted,
  type AttemptStatus,
  type Runner,
  type RunnerAvailability,
} from '@dop/plugin-pipelines-node';
import {
  containerBody,
  home,
  labels,
  notEnforced,
} from './container/containerBody';
import { statusOf, type Inspection } from './container/containerState';
import {
  fullName,
  pullImage,
  type BuiltInRegistry,
} from './container/pullImage';
import { readLog } from './container/readLog';
import type { Engine, EngineInfo } from './engine/Engine';
import { EngineError, type EngineClient } from './engine/EngineClient';
import { PortalNetworks, type NetworkKind } from './network/PortalNetworks';

/** An image with a digest that was there is believed to be there for so long. */
const imageMs = 60_000;
const unseen =
  'The container engine does not see the folders of the portal: it runs in a virtual machine or on another host. Share dop.dataDirectory with it, or set dop.runners.docker.socket to an engine on this host.';

type AttemptEnd = Exclude<AttemptStatus, { state: 'running' }>;

export interface DockerRunnerOptions {
  engine: Engine;
  registry: BuiltInRegistry;
  networks: PortalNetworks;
  /** Address of the portal on this host. */
  portalUrl: string;
  /** See `Runner.place`. */
  place?: string;
  pidsLimit: number;
}

/**
 * Runs attempts as containers of Docker or Podman. The container has the name
 * of the attempt and stays after its end, so that whoever comes after a crash
 * finds it, its exit code and its log.
 */
export class DockerRunner implements Runner {
  readonly kind = 'docker';
  readonly place: string | undefined;
  readonly #options: DockerRunnerOptions;
  readonly #stopped = new Set<string>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** What this process started, with the bytes of log that are kept of it. */
  readonly #started = new Map<string, number>();
  /** Images that are there, with the time until which that is believed. */
  readonly #images = new Map<string, number>();
  readonly #ends = new Map<string, Promise<AttemptEnd>>();
  readonly #closing = new AbortController();
  #resumed = false;
  #seesWorkFolders: boolean | undefined;

  private constructor(options: DockerRunnerOptions) {
    this.#options = options;
    this.place = options.place;
  }

  static create(options: DockerRunnerOptions): DockerRunner {
    return new DockerRunner(options);
  }

  async availability(): Promise<RunnerAvailability> {
    const answer = await this.#options.engine.availability();
    if (answer.available && this.#seesWorkFolders === false) {
      return { available: false, reason: unseen };
    }
    if (answer.available && !this.#resumed) {
      const { client } = await this.#options.engine.connect();
      this.#resumed = await this.#options.networks.resume(
        client,
        this.#options.portalUrl,
      );
    }
    return answer;
  }

  refuses({ program }: Pick<AttemptSpec, 'program'>): string | undefined {
    return program.image
      ? undefined
      : `${program.component} ${program.version} has no image that was pushed. An administrator makes those of the shipped components with \`npm run images\`.`;
  }

  async start(spec: AttemptSpec): Promise<AttemptStarted> {
    const refused = this.refuses(spec);
    if (refused) {
      throw new AttemptNotStartedError(refused);
    }
    const { client, info } = await this.#options.engine.connect();
    const known = await inspect(client, spec.handle);
    if (known && statusOf(known, false).state !== 'unknown') {
      return this.#startedAs(spec, info, true);
    }
    if (known && (await hasForgotten(client, spec.handle))) {
      // What ran once is not started again: removed, it counts as lost.
      await this.remove(spec.handle);
      return this.#startedAs(spec, info, true);
    }
    if (!known) {
      await this.#create(client, info, spec);
    }
    await this.#checkWorkFolder(client, spec);
    if (spec.network !== 'none') {
      if (info.podman) {
        // Sets the network up without starting the program.
        await client.call(
          'POST',
          `/v4.0.0/libpod/containers/${spec.handle}/init`,
          { expect: [304, 409, 500] },
        );
      }
      await this.#options.networks.forward(
        client,
        spec.network,
        spec.portalUrl ?? this.#options.portalUrl,
      );
    }
    try {
      const { status } = await client.call(
        'POST',
        `/containers/${spec.handle}/start`,
        { expect: [304] },
      );
      this.#limitTime(spec.handle, spec.timeoutSeconds * 1000);
      this.#started.set(spec.handle, spec.maxLogBytes);
      return this.#startedAs(spec, info, status === 304);
    } catch (error) {
      if (error instanceof EngineError) {
        await this.remove(spec.handle);
        throw new AttemptNotStartedError(
          `The container did not start: ${error.message}`,
        );
      }
      throw error;
    }
  }

  async status(handle: string): Promise<AttemptStatus> {
    const { client } = await this.#options.engine.connect();
    const found = await inspect(client, handle);
    return found
      ? statusOf(found, this.#stopped.has(handle))
      : { state: 'unknown' };
  }

  async wait(
    handle: string,
    { signal }: { signal: AbortSignal },
  ): Promise<AttemptEnd> {
    return unlessAborted(this.#ended(handle), signal);
  }

  /** Log, exit and stop of an attempt wait together. */
  #ended(handle: string): Promise<AttemptEnd> {
    let end = this.#ends.get(handle);
    if (!end) {
      end = this.#waitFor(handle, this.#closing.signal).finally(() =>
        this.#ends.delete(handle),
      );
      this.#ends.set(handle, end);
    }
    return end;
  }

  async #waitFor(handle: string, signal: AbortSignal): Promise<AttemptEnd> {
    // What was started here runs, or did so lately: no need to ask first.
    let running = this.#started.has(handle);
    for (;;) {
      const { client, info } = await this.#options.engine.connect();
      if (!running) {
        const found = await inspect(client, handle);
        const status: AttemptStatus = found
          ? statusOf(found, this.#stopped.has(handle))
          : { state: 'unknown' };
        if (!found || status.state !== 'running') {
          this.#forgetTimer(handle);
          return status as AttemptEnd;
        }
        this.#limitTimeOf(handle, found);
      }
      running = false;
      // Docker's wait of Podman polls every 250 ms, and may return early.
      const path = info.podman
        ? `/v4.0.0/libpod/containers/${handle}/wait?condition=stopped&condition=exited&interval=20ms`
        : `/containers/${handle}/wait?condition=not-running`;
      try {
        await client.call('POST', path, { signal, expect: [404, 409, 500] });
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof EngineError) {
          throw error;
        }
        // The engine went away; it may come back with the container running.
        await sleep(1_000, undefined, { signal });
      }
      signal.throwIfAborted();
      await sleep(5, undefined, { signal });
    }
  }

  async *log(
    handle: string,
    { offset, signal }: { offset: number; signal: AbortSignal },
  ): AsyncIterable<Uint8Array> {
    const { client } = await this.#options.engine.connect();
    const own = this.#started.get(handle);
    const found = own === undefined ? await inspect(client, handle) : undefined;
    if (own === undefined && !found) {
      return;
    }
    const waiting = new AbortController();
    const ended = this.wait(handle, {
      signal: AbortSignal.any([signal, waiting.signal]),
    });
    ended.catch(() => undefined);
    try {
      yield* readLog({
        client,
        container: handle,
        offset,
        maxBytes:
          own ?? Number(found?.Config.Labels?.[labels.maxLog] ?? Infinity),
        signal,
        ended,
      });
    } finally {
      waiting.abort();
    }
  }

  async stop(
    handle: string,
    { graceSeconds }: { graceSeconds: number },
  ): Promise<void> {
    this.#stopped.add(handle);
    const { client } = await this.#options.engine.connect();
    if (graceSeconds <= 0) {
      await kill(client, handle, 'SIGKILL');
      return;
    }
    await kill(client, handle, 'SIGTERM');
    const timer = setTimeout(() => {
      kill(client, handle, 'SIGKILL').catch(() => undefined);
    }, graceSeconds * 1000);
    timer.unref();
    this.wait(handle, {
      signal: AbortSignal.timeout(graceSeconds * 1000),
    }).then(
      () => clearTimeout(timer),
      () => undefined,
    );
  }

  async remove(handle: string): Promise<void> {
    this.#forgetTimer(handle);
    const { client } = await this.#options.engine.connect();
    await client.call('DELETE', `/containers/${handle}?force=true&v=true`, {
      expect: [404],
    });
    this.#stopped.delete(handle);
    this.#started.delete(handle);
  }

  async list(handlePrefix: string): Promise<string[]> {
    const { client } = await this.#options.engine.connect();
    const filters = JSON.stringify({
      label: [`${labels.prefix}=${handlePrefix}`],
    });
    const { body } = await client.call<{ Names: string[] }[]>(
      'GET',
      `/containers/json?all=true&filters=${encodeURIComponent(filters)}`,
    );
    return body.flatMap(({ Names }) =>
      Names.slice(0, 1).map(name => name.replace(/^\//, '')),
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    for (const handle of [...this.#timers.keys()]) {
      this.#forgetTimer(handle);
    }
    await this.#options.networks.close();
  }

  async #create(
    client: EngineClient,
    info: EngineInfo,
    spec: AttemptSpec,
  ): Promise<void> {
    const { registry, networks, pidsLimit } = this.#options;
    const image = fullName(spec.program.image ?? '', registry);
    const lately = this.#images.get(image) ?? 0;
    if (lately < Date.now()) {
      await pullImage({ client, info, image, registry });
      this.#images.set(image, Date.now() + imageMs);
    }
    const kind: NetworkKind | undefined =
      spec.network === 'none' ? undefined : spec.network;
    const portalUrl = kind && (await networks.portalUrl(client, kind));
    try {
      await client.call('POST', `/containers/create?name=${spec.handle}`, {
        body: containerBody({
          spec,
          image,
          info,
          portalUrl,
          pidsLimit,
          network: kind ? networks.name(kind) : 'none',
        }),
        // Another replica was faster.
        expect: [409],
      });
    } catch (error) {
      if (
        error instanceof EngineError &&
        error.status === 404 &&
        this.#images.delete(image) &&
        lately > 0
      ) {
        // Somebody removed it meanwhile.
        await this.#create(client, info, spec);
        return;
      }
      if (error instanceof EngineError && isMissingFolder(error)) {
        this.#seesWorkFolders = false;
        throw new AttemptNotStartedError(unseen);
      }
      throw error instanceof EngineError && error.status < 500
        ? new AttemptNotStartedError(
            `The engine refused the container: ${error.message}`,
          )
        : error;
    }
  }

  /**
   * An engine in a virtual machine or on another host takes the path of the work
   * folder for one of its own. It is asked for a file that only ours has.
   */
  async #checkWorkFolder(
    client: EngineClient,
    spec: AttemptSpec,
  ): Promise<void> {
    if (this.#seesWorkFolders) {
      return;
    }
    const { size } = await stat(join(spec.workFolder, 'in.json'));
    const { status, headers } = await client.call(
      'HEAD',
      `/containers/${spec.handle}/archive?path=${encodeURIComponent(
        `${home}/in.json`,
      )}`,
      { expect: [400, 404, 500] },
    );
    const described = headers['x-docker-container-path-stat'];
    const seen =
      status === 200 &&
      typeof described === 'string' &&
      JSON.parse(Buffer.from(described, 'base64').toString('utf8')).size ===
        size;
    this.#seesWorkFolders = seen;
    if (!seen) {
      await this.remove(spec.handle);
      throw new AttemptNotStartedError(unseen);
    }
  }

  #startedAs(
    spec: AttemptSpec,
    info: EngineInfo,
    already: boolean,
  ): AttemptStarted {
    return { already, notEnforced: notEnforced(spec, info), isolated: true };
  }

  /** The second line of defence: the engine of the portal is the first. */
  #limitTime(handle: string, milliseconds: number): void {
    this.#forgetTimer(handle);
    const timer = setTimeout(() => {
      this.#timers.delete(handle);
      this.#options.engine
        .connect()
        .then(({ client }) => kill(client, handle, 'SIGKILL'))
        .catch(() => undefined);
    }, Math.min(Math.max(milliseconds, 0), 2 ** 31 - 1));
    timer.unref();
    this.#timers.set(handle, timer);
  }

  /** After a restart of the portal, time goes on from the container's start. */
  #limitTimeOf(handle: string, { State, Config }: Inspection): void {
    const seconds = Number(Config.Labels?.[labels.timeout]);
    const started = Date.parse(State.StartedAt ?? '');
    if (!this.#timers.has(handle) && seconds > 0 && started > 0) {
      this.#limitTime(handle, started + seconds * 1000 - Date.now());
    }
  }

  #forgetTimer(handle: string): void {
    clearTimeout(this.#timers.get(handle));
    this.#timers.delete(handle);
  }
}

/**
 * Whether a container has written something and is said never to have run: the
 * engine went down while it started it.
 */
async function hasForgotten(
  client: EngineClient,
  container: string,
): Promise<boolean> {
  const response = await client.open(
    'GET',
    `/containers/${container}/logs?stdout=1&stderr=1&tail=1`,
    { signal: AbortSignal.timeout(10_000) },
  );
  let written = false;
  if (response.statusCode === 200) {
    for await (const part of response) {
      written ||= part.length > 0;
    }
  } else {
    response.destroy();
  }
  // Asked again: somebody else may just have started it.
  const now = written ? await inspect(client, container) : undefined;
  return now !== undefined && statusOf(now, false).state === 'unknown';
}

function isMissingFolder(error: EngineError): boolean {
  return /bind source path does not exist|no such file or directory|statfs/i.test(
    error.message,
  );
}

async function inspect(
  client: EngineClient,
  handle: string,
): Promise<Inspection | undefined> {
  const { status, body } = await client.call<Inspection>(
    'GET',
    `/containers/${handle}/json`,
    { expect: [404] },
  );
  return status === 404 ? undefined : body;
}

/** 404 and 409: it is gone or does not run, which is what was wanted. */
async function kill(
  client: EngineClient,
  handle: string,
  signal: string,
): Promise<void> {
  await client.call('POST', `/containers/${handle}/kill?signal=${signal}`, {
    expect: [404, 409, 500],
  });
}

/** The same promise; rejects when the signal aborts. */
async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const settled = new AbortController();
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), {
          once: true,
          signal: settled.signal,
        }),
      ),
    ]);
  } finally {
    settled.abort();
  }
}
