// Steps in containers, in the whole portal and with each real engine: the images of
// the shipped components, a member's service that nobody trusts, what a step
// reaches, and a portal that dies while a container runs.
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { networkInterfaces } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import {
  clone,
  createService,
  finishedRun,
  reportOf,
} from '../scripts/lib/journey.mjs';
import { engines } from './lib/containerEngine.mjs';
import { openContainerPortal } from './lib/containers.mjs';

/** The only attempts of a run's steps that have one, by step. */
function attemptsOf(run) {
  return Object.fromEntries(
    run.steps.flatMap(step =>
      step.attempts.map(attempt => [
        step.key,
        { runner: attempt.runner, isolated: attempt.isolated },
      ]),
    ),
  );
}

function explain(run) {
  return run.steps
    .map(
      ({ key, state, reason, attempts }) =>
        `${key} ${state} ${reason ?? ''} ${attempts
          .map(attempt => `${attempt.state} ${attempt.reason ?? ''}`)
          .join('; ')}`,
    )
    .join('\n');
}

const inContainer = { runner: 'docker', isolated: true };

async function textLog(client, run, key, attempt = 1) {
  const response = await client.request(
    'GET',
    `/api/pipelines/runs/${run.id}/steps/${key}/attempts/${attempt}/log.txt`,
  );
  return response.text();
}

/** Writes files into a working copy, commits and pushes to a branch. */
async function pushFiles(client, folder, files, branch = 'main') {
  const git = (...parameters) => client.git(parameters, { cwd: folder });
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '-m', 'Change');
  await git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  return git('rev-parse', 'HEAD');
}

const workflow = steps => `apiVersion: dop/v1
kind: Workflow
metadata: { name: try }
spec:
  triggers: { push: { branches: ['**'] } }
  steps:
${steps.replace(/^/gm, '    ')}`;

/** Tries addresses from inside; leaves what became of them. */
const probe = `import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
const { CO_INPUT, CO_OUTPUT, CO_PORTAL_URL: portal, CO_TOKEN_FILE } = process.env;
const { others } = JSON.parse(readFileSync(CO_INPUT, 'utf8'));
const token = readFileSync(CO_TOKEN_FILE, 'utf8').trim();
const bearer = { authorization: 'Bearer ' + token };
const basic = { authorization: 'Basic ' + Buffer.from('run:' + token).toString('base64') };
const ask = async (path, headers) =>
  (await fetch(portal + path, { headers, redirect: 'manual' })).status;
const reach = address => new Promise(done => {
  const [host, port] = address.split(' ');
  const socket = connect({ host, port: Number(port), timeout: 2000 });
  socket.on('connect', () => { socket.destroy(); done('open'); });
  socket.on('timeout', () => { socket.destroy(); done('closed'); });
  socket.on('error', () => done('closed'));
});
const gateway = new URL(portal).hostname;
const refs = '.git/info/refs?service=git-upload-pack';
const values = {
  own: await ask('/git/shop/tools' + refs, basic),
  foreign: await ask('/git/shop/secret' + refs, basic),
  stranger: await ask('/git/shop/tools' + refs, {}),
  registry: await ask('/v2/', bearer),
  catalog: await ask('/api/catalog/entities', bearer),
  runs: await ask('/api/pipelines/runs', bearer),
  trick: await ask('/git/%2e%2e/api/catalog/entities', bearer),
  page: await ask('/', {}),
  sockets: Object.fromEntries(await Promise.all(
    others.map(port => port.replace('GATEWAY', gateway)).map(
      async (address, index) => [others[index], await reach(address)]))),
};
console.log(JSON.stringify(values));
writeFileSync(CO_OUTPUT, JSON.stringify({ values }));
`;

const probeDefinition = `apiVersion: dop/v1
kind: DevOpsComponent
metadata: { name: probe, title: Probe, description: Looks at what it reaches. }
spec:
  version: 1.0.0
  image: shop/tools
  inputs:
    type: object
    required: [others]
    properties: { others: { type: array, items: { type: string } } }
  outputs:
    type: object
    required: [values]
    properties: { values: { type: object, additionalProperties: true } }
  resources: { timeout: 1m }
  network: portal
`;

const numbered = `echo "begun"
i=0
while [ $i -lt 600 ]; do i=$((i+1)); echo "line $i"; sleep 0.01; done
echo "ended"`;

for (const engine of engines) {
  describe(
    `steps in containers of ${engine.name}`,
    { skip: engine.skip },
    () => {
      let world;
      /** Mel's service, made from the template, and its first run. */
      let checkout;
      let first;
      const folders = [];

      before(
        async () => {
          world = await openContainerPortal(engine);
        },
        { timeout: 120_000 },
      );

      after(async () => {
        await world?.close();
        for (const folder of folders) {
          await rm(folder, { recursive: true, force: true });
        }
      });

      /** A new repository with these files on its default branch. */
      async function repositoryWith(client, name, files) {
        const repository = await client.post('/api/code/repositories', {
          namespace: 'shop',
          name,
        });
        const working = await clone(client, repository);
        folders.push(working.folder);
        const commit = await pushFiles(client, working.folder, files);
        return { repository, commit, folder: working.folder };
      }

      /** The containers of this portal that the engine has, running or not. */
      async function containersOf(run) {
        const list = JSON.parse(await engine.ask('/containers/json?all=true'));
        const handle = new RegExp(
          `^/?dop-[^-]+-${run.id.replaceAll('-', '')}-`,
        );
        return list.flatMap(({ Names, State }) =>
          Names.filter(name => handle.test(name)).map(name => ({
            name: name.replace(/^\//, ''),
            state: State,
          })),
        );
      }

      /** Containers go once their outcome is recorded. */
      const noContainerIsLeft = run =>
        until('The end of its containers', async () => {
          const left = await containersOf(run);
          return left.length === 0;
        });

      test(
        'npm run images builds the images of all components and pushes them',
        { timeout: 400_000 },
        async t => {
          const begin = Date.now();
          t.diagnostic(await world.buildImages());
          t.diagnostic(`All images in ${(Date.now() - begin) / 1000} s`);
          const { items } = await world.mel.get(
            '/api/images/repositories?search=dop/',
          );
          assert.deepEqual(items.map(({ name }) => name).sort(), [
            'dop/base-node',
            'dop/git-checkout',
            'dop/http-request',
            'dop/image-pack',
            'dop/image-promote',
            'dop/node-test',
            'dop/shell',
          ]);
          const shell = await world.mel.get(
            '/api/components/components/dop/shell',
          );
          assert.match(JSON.stringify(shell), /"imageDigest":"sha256:/);
        },
      );

      test(
        "a member's service is delivered in containers, with proof",
        { timeout: 180_000 },
        async () => {
          const { mel } = world;
          checkout = await createService(mel, {
            group: 'shop',
            name: 'checkout',
            description: 'Takes orders.',
          });
          assert.equal(checkout.trust, 'none');
          first = await finishedRun(mel, checkout);
          assert.equal(first.state, 'succeeded', explain(first));
          assert.deepEqual(attemptsOf(first), {
            source: inContainer,
            test: inContainer,
            image: inContainer,
          });
          assert.match(
            await textLog(mel, first, 'source'),
            new RegExp(`Checked out ${first.commit}`),
          );

          const report = await reportOf(mel, first);
          assert.ok(report.totals.passed > 0);
          assert.equal(report.evidence, 'proved');

          const { image, onBase } = first.steps.find(
            ({ key }) => key === 'image',
          ).outputs;
          assert.equal(onBase, true);
          const shown = await mel.get(
            `/api/images/repositories/shop/checkout/-/images/${image.digest}`,
          );
          const push = shown.pushes[0];
          assert.equal(push.proof, 'proved');
          assert.equal(push.run.runId, first.id);
          assert.equal(push.run.isolated, true);
          await noContainerIsLeft(first);
        },
      );

      test(
        `the packed image starts and answers under ${engine.tool} run`,
        { timeout: 120_000 },
        async () => {
          const { image } = first.steps.find(
            ({ key }) => key === 'image',
          ).outputs;
          const registry = `127.0.0.1:${world.port}`;
          const name = `${registry}/shop/checkout@${image.digest}`;
          await assert.rejects(engine.pull(name), /unauthorized|denied/i);
          await engine.login(registry, world.mel);
          await engine.pull(name);
          const container = await engine.start(name);
          try {
            const answer = await until('The service', async () => {
              const response = await fetch(`http://${container.address}:8080/`);
              return response.ok && response.text();
            });
            assert.match(answer, /Hello/);
          } finally {
            await container.remove();
          }
        },
      );

      test(
        'on an unprotected branch a run writes only tags of its branch',
        { timeout: 180_000 },
        async () => {
          const { mel } = world;
          const working = await clone(mel, checkout);
          folders.push(working.folder);
          const plain = await pushFiles(
            mel,
            working.folder,
            { 'notes.txt': 'a branch' },
            'try/this',
          );
          const skipped = await finishedRun(mel, checkout, plain);
          assert.equal(skipped.state, 'succeeded', explain(skipped));
          assert.equal(
            skipped.steps.find(({ key }) => key === 'image').state,
            'skipped',
          );
          assert.deepEqual(attemptsOf(skipped), {
            source: inContainer,
            test: inContainer,
          });

          const pack = tag => `uses: dop/image-pack@1
  with:
    source: '\${{ steps.source.outputs.tree }}'
    repository: shop/checkout
    tag: '${tag}'`;
          const promote = (to, tag) => `needs: [own]
  uses: dop/image-promote@1
  with:
    image: '\${{ steps.own.outputs.image }}'
    to: ${to}
    tag: ${tag}`;
          const tags = await pushFiles(
            mel,
            working.folder,
            {
              '.dop/tags.yaml': workflow(`source:
  uses: dop/git-checkout@1
  with:
    repository: '\${{ trigger.repository.url }}'
    commit: '\${{ trigger.commit }}'
own:
  ${pack('try-this-1')}
foreign:
  ${pack('${{ trigger.commit }}')}
  allowFailure: true
promoted:
  ${promote('shop/checkout/tried', 'try-this-2')}
stable:
  ${promote('shop/checkout', 'stable')}
  allowFailure: true
`),
            },
            'try/this',
          );
          const run = await until('The run of the tags', async () => {
            const { items } = await mel.get('/api/pipelines/runs', {
              repositoryId: checkout.id,
            });
            const found = items.find(
              ({ commit, workflowName }) =>
                commit === tags && workflowName === 'try',
            );
            return (
              found?.finishedAt && mel.get(`/api/pipelines/runs/${found.id}`)
            );
          });
          const states = Object.fromEntries(
            run.steps.map(({ key, state }) => [key, state]),
          );
          assert.deepEqual(
            states,
            {
              source: 'succeeded',
              own: 'succeeded',
              foreign: 'warned',
              promoted: 'succeeded',
              stable: 'warned',
            },
            explain(run),
          );
          assert.deepEqual(attemptsOf(run).promoted, inContainer);
          for (const key of ['foreign', 'stable']) {
            assert.match(
              await textLog(mel, run, key),
              /its runs write only tags that begin with its own name/,
            );
          }
          const [own, promoted] = ['own', 'promoted'].map(
            key => run.steps.find(step => step.key === key).outputs.image,
          );
          assert.deepEqual(promoted, {
            repository: 'shop/checkout/tried',
            digest: own.digest,
            tag: 'try-this-2',
          });
          await mel.pullImage(promoted.repository, promoted.digest);
        },
      );

      test(
        'a container reaches Git, registry and artifacts by its run token, and nothing else',
        { timeout: 180_000 },
        async () => {
          const { ada, port } = world;
          await ada.post('/api/code/repositories', {
            namespace: 'shop',
            name: 'secret',
            visibility: 'private',
          });
          const { repository, commit, folder } = await repositoryWith(
            ada,
            'tools',
            {
              'probe/component.yaml': probeDefinition,
              'probe/main.mjs': probe,
              'probe/Dockerfile':
                'FROM dop/base-node\nCOPY main.mjs /component/\nENTRYPOINT ["node", "/component/main.mjs"]\n',
            },
          );
          // A component of one's own, as docs/components.md says.
          const target = `127.0.0.1:${port}/shop/tools:1.0.0`;
          await engine.login(`127.0.0.1:${port}`, ada);
          await engine.build(target, join(folder, 'probe'));
          const imageDigest = await engine.push(target);
          await ada.post('/api/components/components', {
            repository: 'shop/tools',
            path: 'probe',
            commit,
            imageDigest,
          });

          const others = [
            `GATEWAY ${port}`,
            `127.0.0.1 ${port}`,
            `host.containers.internal ${port}`,
            '192.0.2.1 80',
          ];
          const pushed = await pushFiles(ada, folder, {
            '.dop/try.yaml': workflow(`portal:
  uses: shop/probe@1
  with:
    others: ${JSON.stringify(others)}
none:
  uses: dop/shell@1
  with:
    script: |
      echo "interfaces:" $(ls /sys/class/net)
      echo "portal: \${CO_PORTAL_URL:-none}"
`),
          });
          const run = await finishedRun(ada, repository, pushed);
          assert.equal(run.state, 'succeeded', explain(run));
          assert.deepEqual(attemptsOf(run), {
            portal: inContainer,
            none: inContainer,
          });
          const { values } = run.steps.find(
            ({ key }) => key === 'portal',
          ).outputs;
          assert.deepEqual(values, {
            own: 200,
            foreign: 404,
            stranger: 401,
            registry: 200,
            catalog: 403,
            runs: 403,
            trick: 403,
            page: 403,
            sockets: Object.fromEntries(others.map(name => [name, 'closed'])),
          });
          const log = await textLog(ada, run, 'none');
          assert.match(log, /interfaces: lo\n/);
          assert.match(log, /portal: none\n/);
        },
      );

      test(
        'a killed portal finds its container again: one start, every line once, nothing left',
        { timeout: 180_000 },
        async () => {
          const { mel } = world;
          const { repository, commit } = await repositoryWith(mel, 'lines', {
            '.dop/try.yaml': workflow(`count:
  uses: dop/shell@1
  with:
    script: ${JSON.stringify(numbered)}
`),
          });
          const running = await until(
            'A step with lines in its log',
            async () => {
              const { items } = await mel.get('/api/pipelines/runs', {
                repositoryId: repository.id,
              });
              const found = items.find(run => run.commit === commit);
              return (
                found?.state === 'running' &&
                /line 20\n/.test(await textLog(mel, found, 'count')) &&
                found
              );
            },
          );
          const [container] = await containersOf(running);
          assert.equal(container.state, 'running');
          await world.killAndRestart();

          const run = await finishedRun(mel, repository, commit);
          assert.equal(run.state, 'succeeded', explain(run));
          assert.deepEqual(attemptsOf(run), { count: inContainer });
          assert.equal(run.steps[0].attempts.length, 1);
          assert.equal(
            await textLog(mel, run, 'count'),
            [
              'begun',
              ...Array.from({ length: 600 }, (_, index) => `line ${index + 1}`),
              'ended',
              '',
            ].join('\n'),
          );
          const filters = encodeURIComponent(
            JSON.stringify({ container: [container.name], event: ['start'] }),
          );
          const since = Math.floor(Date.parse(run.createdAt) / 1000) - 1;
          const events = await engine.ask(
            `/events?since=${since}&until=${Math.ceil(
              Date.now() / 1000,
            )}&filters=${filters}`,
          );
          assert.equal(events.trim().split('\n').length, 1, events);
          await noContainerIsLeft(run);
        },
      );

      test('cancelling stops the container', { timeout: 120_000 }, async () => {
        const { mel } = world;
        const { repository, commit } = await repositoryWith(mel, 'patience', {
          '.dop/try.yaml': workflow(`wait:
  uses: dop/shell@1
  with: { script: 'echo waiting; sleep 600' }
`),
        });
        const running = await until('A waiting step', async () => {
          const { items } = await mel.get('/api/pipelines/runs', {
            repositoryId: repository.id,
          });
          return (
            items[0]?.state === 'running' &&
            /waiting/.test(await textLog(mel, items[0], 'wait')) &&
            items[0]
          );
        });
        assert.equal((await containersOf(running))[0].state, 'running');
        const asked = Date.now();
        await mel.post(`/api/pipelines/runs/${running.id}/cancel`, {});
        const run = await finishedRun(mel, repository, commit);
        assert.equal(run.state, 'cancelled', explain(run));
        assert.ok(Date.now() - asked < 10_000, 'It was not ended by force');
        await noContainerIsLeft(run);
      });

      test(
        'with both runners, trust chooses processes and everything else containers',
        { timeout: 180_000 },
        async () => {
          const { ada } = world;
          const trusted = await createService(ada, {
            group: 'shop',
            name: 'trusted',
            description: 'Made by an administrator.',
          });
          assert.equal(trusted.trust, 'protectedRefs');
          const onMain = await finishedRun(ada, trusted);
          assert.equal(onMain.state, 'succeeded', explain(onMain));
          const asProcess = { runner: 'process', isolated: false };
          assert.deepEqual(attemptsOf(onMain), {
            source: asProcess,
            test: asProcess,
            image: asProcess,
          });

          const working = await clone(ada, trusted);
          folders.push(working.folder);
          const commit = await pushFiles(
            ada,
            working.folder,
            { 'notes.txt': 'a branch' },
            'elsewhere',
          );
          const onBranch = await finishedRun(ada, trusted, commit);
          assert.equal(onBranch.state, 'succeeded', explain(onBranch));
          assert.deepEqual(attemptsOf(onBranch), {
            source: inContainer,
            test: inContainer,
          });
        },
      );

      test(
        'http-request and an npm script give the same in both runners',
        { timeout: 180_000 },
        async () => {
          const { ada } = world;
          const server = createServer((request, response) => {
            response.setHeader('content-type', 'text/plain');
            request.pipe(response.writeHead(202));
          });
          await new Promise(listening => {
            server.listen(0, listening);
          });
          try {
            const { address } = Object.values(networkInterfaces())
              .flat()
              .find(({ family, internal }) => family === 'IPv4' && !internal);
            const { repository, commit, folder } = await repositoryWith(
              ada,
              'same',
              {
                'package.json': JSON.stringify({
                  name: 'same',
                  scripts: {
                    test: 'node --test --test-reporter=junit --test-reporter-destination=junit.xml',
                  },
                }),
                'sum.test.mjs':
                  "import { test } from 'node:test';\ntest('one');\ntest('two', { skip: true });\n",
                '.dop/try.yaml': workflow(`source:
  uses: dop/git-checkout@1
  with:
    repository: '\${{ trigger.repository.url }}'
    commit: '\${{ trigger.commit }}'
test:
  uses: dop/node-test@1
  with:
    source: '\${{ steps.source.outputs.tree }}'
    script: test
request:
  uses: dop/http-request@1
  with:
    url: 'http://${address}:${server.address().port}/'
    method: POST
    body: it came back
    expectedStatus: [202]
`),
              },
            );
            const inContainers = await finishedRun(ada, repository, commit);
            await ada.request('PATCH', `/api/code/repositories/shop/same`, {
              trust: 'protectedRefs',
            });
            const again = await pushFiles(ada, folder, { 'more.txt': 'more' });
            const asProcesses = await finishedRun(ada, repository, again);
            for (const [run, runner] of [
              [inContainers, 'docker'],
              [asProcesses, 'process'],
            ]) {
              assert.equal(run.state, 'succeeded', explain(run));
              assert.deepEqual(
                Object.values(attemptsOf(run)).map(it => it.runner),
                [runner, runner, runner],
              );
              const outputs = Object.fromEntries(
                run.steps.map(step => [step.key, step.outputs]),
              );
              const { report, ...counts } = outputs.test;
              assert.match(report.digest, /^sha256:/);
              assert.deepEqual(counts, {
                tests: 2,
                passed: 1,
                failed: 0,
                skipped: 1,
              });
              const { status, body, file } = outputs.request;
              assert.deepEqual(
                { status, body, size: file.size },
                { status: 202, body: 'it came back', size: 12 },
              );
            }
          } finally {
            server.close();
          }
        },
      );

      test(
        'an engine that does not see the folders of the portal is noticed and said',
        {
          skip:
            process.getuid() === 0 ? false : 'only root hides files from it',
          timeout: 240_000,
        },
        async () => {
          const { mel } = world;
          const away = await engine.startAway(world.folder);
          try {
            await world.restartWith(away.socket);
            const { repository } = await repositoryWith(mel, 'away', {
              '.dop/try.yaml': workflow(`wait:
  uses: dop/shell@1
  with: { script: 'true' }
`),
            });
            const said = await until('What the step says', async () => {
              const { items } = await mel.get('/api/pipelines/runs', {
                repositoryId: repository.id,
              });
              const run =
                items[0] &&
                (await mel.get(`/api/pipelines/runs/${items[0].id}`));
              return /does not see/.test(JSON.stringify(run?.steps)) && run;
            });
            assert.match(
              said.steps[0].reason,
              /does not see the folders of the portal.*dop\.dataDirectory/,
              JSON.stringify(said.steps),
            );
            assert.notEqual(said.steps[0].state, 'succeeded');
          } finally {
            await away.stop();
          }
        },
      );
    },
  );
}
