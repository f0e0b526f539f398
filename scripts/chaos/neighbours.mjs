// The plugins beside pipelines, as little of them as it takes: repositories with
// workflow files, components, and a sink that counts CDEvents.
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const schema = {
  type: 'object',
  required: ['n'],
  properties: { n: { type: 'integer' } },
  additionalProperties: false,
};

/** Lines that a program writes; the log must hold each once. */
export const linesOfProgram = 5;

const program = count => `${count}
i=0
while [ $i -lt ${linesOfProgram} ]; do i=$((i+1)); echo "line $i"; sleep 0.05; done
printf '{"n":1}' > "$CO_OUTPUT"
`;

function component(name, changes) {
  return {
    ref: `dop/${name}@1.0.0`,
    namespace: 'dop',
    name,
    version: '1.0.0',
    contract: 'dop/v1',
    inputs: { type: 'object', additionalProperties: true },
    outputs: schema,
    variables: [],
    resources: {},
    network: 'none',
    trusted: true,
    ...changes,
  };
}

const step = (uses, more = '') => `{ uses: dop/${uses}@1${more} }`;

/** Workflow files by the kind of run that they make. */
const workflows = {
  // In the portal's process, with a fan-out.
  quick: `
    first: ${step('nothing')}
    left: ${step('nothing', ', needs: [first]')}
    right: ${step('nothing', ', needs: [first], matrix: { a: [1, 2] }')}
    last: ${step('nothing', ', needs: [left, right]')}`,
  process: `
    first: ${step('program')}
    second: ${step(
      'program',
      ', needs: [first], retry: { attempts: 2, backoff: 1s }',
    )}`,
  container: `
    only: ${step('container')}`,
  // Does not end by itself.
  cancelled: `
    endless: ${step('endless')}
    never: ${step('nothing', ', needs: [endless]')}
    after: ${step('nothing', ', needs: [endless], always: true')}`,
};

/**
 * @param options.folder - for the sources
 * @param options.outside - where programs count their starts
 * @param options.image - name and digest, or undefined
 */
export async function openNeighbours({ folder, outside, image }) {
  mkdirSync(join(folder, 'source'), { recursive: true });
  writeFileSync(join(folder, 'source/readme'), 'Nothing is needed.\n');
  const archive = join(folder, 'source.tar');
  execFileSync('tar', ['-C', join(folder, 'source'), '-cf', archive, 'readme']);
  const source = readFileSync(archive);
  const sourceDigest = `sha256:${createHash('sha256')
    .update(source)
    .digest('hex')}`;
  const shell = script => ({
    sourceDigest,
    process: { command: ['/bin/sh', '-c', script] },
  });
  const count = `echo "$CO_IDEMPOTENCY_KEY/$CO_ATTEMPT" >> ${outside}/starts`;
  const components = {
    nothing: component('nothing', { sourceDigest }),
    program: component('program', shell(program(count))),
    endless: component('endless', shell(`${count}\nexec sleep 600`)),
    container: component('container', {
      sourceDigest,
      ...(image && { image: image.name, imageDigest: image.digest }),
    }),
  };
  const pushes = new Map();
  /** Ends of runs as the sink got them: states by ids of events, by run. */
  const ends = new Map();
  const records = new Map(
    Object.keys(workflows).map(kind => [
      `repository-${kind}`,
      {
        id: `repository-${kind}`,
        namespace: 'chaos',
        name: kind,
        owner: 'group:default/chaos',
        visibility: 'internal',
        defaultBranch: 'main',
        protectedRefs: ['refs/heads/main'],
        trust: kind === 'container' ? 'none' : 'all',
        createdAt: new Date().toISOString(),
        updatedAt: new Date().toISOString(),
      },
    ]),
  );

  async function answer(request, url, body) {
    if (url.pathname === '/api/components/internal/resolve') {
      const { uses } = JSON.parse(body);
      return {
        components: Object.fromEntries(
          uses.map(text => [text, components[/dop\/(\w+)@/.exec(text)[1]]]),
        ),
        problems: {},
      };
    }
    if (url.pathname.startsWith('/api/components/internal/sources/')) {
      return source;
    }
    if (url.pathname === '/sink') {
      const { id, subject, data } = JSON.parse(body);
      const of = ends.get(subject) ?? new Map();
      of.set(id, data.customData.dop.state);
      ends.set(subject, of);
      return undefined;
    }
    const files =
      /^\/api\/code\/internal\/repositories\/repository-(\w+)\/files$/.exec(
        url.pathname,
      );
    if (files) {
      const sha = url.searchParams.get('commit');
      return {
        commit: {
          sha,
          message: 'Change',
          authorName: 'Ada',
          authorEmail: 'ada@example.com',
          time: new Date().toISOString(),
        },
        files: [
          {
            path: '.dop/chaos.yaml',
            size: 1,
            content: `apiVersion: dop/v1
kind: Workflow
metadata: { name: chaos }
spec:
  triggers: { push: {} }
  steps:${workflows[files[1]]}
`,
          },
        ],
        truncated: false,
      };
    }
    throw new Error(`${request.method} ${url.pathname} is not there`);
  }

  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    try {
      const value = await answer(
        request,
        new URL(request.url, 'http://neighbours'),
        Buffer.concat(chunks).toString(),
      );
      response.statusCode = value === undefined ? 204 : 200;
      response.end(
        Buffer.isBuffer(value) || value === undefined
          ? value
          : JSON.stringify(value),
      );
    } catch (error) {
      response.statusCode = 500;
      response.end(error.message);
    }
  });
  await new Promise(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    records: [...records.values()],
    ends,
    /** A push as the plugin `code` tells of it. */
    push(kind) {
      const record = records.get(`repository-${kind}`);
      const sequence = (pushes.get(kind) ?? 0) + 1;
      pushes.set(kind, sequence);
      const after = createHash('sha1')
        .update(`${kind} ${sequence} ${randomUUID()}`)
        .digest('hex');
      return {
        id: randomUUID(),
        type: 'dop.ref.updated',
        source: 'code',
        subject: record.id,
        time: new Date().toISOString(),
        data: {
          repositoryId: record.id,
          namespace: record.namespace,
          name: record.name,
          ref: 'refs/heads/main',
          before: '1'.repeat(40),
          after,
          sequence,
          protectedRef: true,
          defaultBranch: true,
          pusher: 'user:default/ada',
          skipCi: false,
          time: new Date().toISOString(),
        },
      };
    },
    close: () =>
      new Promise(resolve => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}
