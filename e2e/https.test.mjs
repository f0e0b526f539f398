// The portal behind a certificate, of an authority that only those who are told
// of it trust: browser API, git, registry clients, steps as processes and steps
// in containers, which pull from it.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { readConfiguration } from '../scripts/lib/configuration.mjs';
import {
  becomeAdministrator,
  clone,
  createGroup,
  createService,
  finishedRun,
  reportOf,
} from '../scripts/lib/journey.mjs';
import { freePort, startPortal } from '../scripts/lib/portal.mjs';
import { environment, nodeBinary, root } from '../scripts/lib/setUp.mjs';
import { makeCertificates } from './lib/certificates.mjs';
import { engines, execute } from './lib/containerEngine.mjs';

const skopeo = process.env.DOP_TEST_SKOPEO;

describe('a portal behind a certificate', () => {
  let folder;
  let files;
  let portal;
  let port;
  let ada;
  let delivered;

  /** Starts it, or starts it again with another container engine. */
  async function start(engine) {
    await portal?.stop();
    const file = join(folder, 'app-config.https.yaml');
    await writeFile(
      file,
      `app: { baseUrl: 'https://localhost:${port}' }
backend:
  baseUrl: https://localhost:${port}
  listen: { host: 127.0.0.1, port: ${port} }
  https:
    certificate:
      cert: { $file: ${files.certificate} }
      key: { $file: ${files.key} }
dop:
  dataDirectory: ${join(folder, 'data')}
  runners: { docker: { ${
    engine ? `socket: ${engine.socket}` : 'enabled: false'
  } } }
`,
    );
    portal = startPortal({
      data: join(folder, 'data'),
      port,
      log: join(folder, 'portal.log'),
      configuration: await readConfiguration([file]),
      env: { NODE_EXTRA_CA_CERTS: files.authority },
    });
    await portal.ready();
    return file;
  }

  before(
    async () => {
      folder = await mkdtemp(join(tmpdir(), 'dop-https-'));
      // Steps run as another user, and read the authority's certificate.
      await execute('chmod', ['755', folder]);
      files = await makeCertificates(folder);
      port = await freePort();
      setDefaultCACertificates([
        ...getCACertificates('default'),
        await readFile(files.authority, 'utf8'),
      ]);
      process.env.GIT_SSL_CAINFO = files.authority;
      await start();
      ada = await becomeAdministrator(portal, {
        name: 'ada',
        displayName: 'Ada',
        password: 'correct horse battery staple',
      });
      await createGroup(ada, 'shop', 'Shop');
    },
    { timeout: 120_000 },
  );

  after(async () => {
    await portal?.stop();
    for (const engine of engines.filter(it => !it.skip)) {
      await engine.removeTraces(join(folder, 'data'), port);
    }
    await rm(folder, { recursive: true, force: true });
  });

  test(
    'a service is delivered by steps that are processes',
    { timeout: 120_000 },
    async () => {
      const service = await createService(ada, {
        group: 'shop',
        name: 'checkout',
        description: 'Takes orders.',
      });
      assert.match(service.cloneUrl, /^https:/);
      const run = await finishedRun(ada, service);
      assert.equal(run.state, 'succeeded', JSON.stringify(run.steps, null, 1));
      const report = await reportOf(ada, run);
      assert.ok(report.totals.passed > 0);
      const { image } = run.steps.find(({ key }) => key === 'image').outputs;
      const pulled = await ada.pullImage('shop/checkout', image.digest);
      assert.ok(pulled.bytes > 0);
      delivered = `localhost:${port}/shop/checkout@${image.digest}`;
    },
  );

  test(
    'skopeo pulls and pushes when told of the authority, and refuses otherwise',
    { skip: skopeo ? false : 'DOP_TEST_SKOPEO is not set', timeout: 60_000 },
    async () => {
      const creds = `ada:${ada.token}`;
      await assert.rejects(
        execute(skopeo, ['inspect', '--creds', creds, `docker://${delivered}`]),
        /certificate signed by unknown authority|x509/,
      );
      const copied = `docker://localhost:${port}/shop/checkout:copied`;
      await execute(skopeo, [
        'copy',
        '--src-cert-dir',
        files.certDir,
        '--dest-cert-dir',
        files.certDir,
        '--src-creds',
        creds,
        '--dest-creds',
        creds,
        `docker://${delivered}`,
        copied,
      ]);
      const shown = JSON.parse(
        await execute(skopeo, [
          'inspect',
          '--cert-dir',
          files.certDir,
          '--creds',
          creds,
          copied,
        ]),
      );
      assert.equal(shown.Digest, delivered.split('@')[1]);
    },
  );

  for (const engine of engines) {
    test(
      `steps run in containers of ${engine.name}, whose images it pulls from there`,
      { skip: engine.skip, timeout: 300_000 },
      async () => {
        await start(engine);
        await execute(
          nodeBinary(),
          [
            join(root, 'scripts/commands/images.mjs'),
            '--portal',
            portal.url,
            '--with',
            engine.tool,
            '--only',
            'git-checkout,shell',
          ],
          {
            cwd: root,
            env: environment({
              ...engine.env,
              DOP_TOKEN: ada.token,
              NODE_EXTRA_CA_CERTS: files.authority,
            }),
          },
        );
        const name = `with-${engine.tool}`;
        const repository = await ada.post('/api/code/repositories', {
          namespace: 'shop',
          name,
        });
        const working = await clone(ada, repository);
        try {
          await mkdir(join(working.folder, '.dop'));
          await writeFile(
            join(working.folder, '.dop/try.yaml'),
            `apiVersion: dop/v1
kind: Workflow
metadata: { name: try }
spec:
  triggers: { push: { branches: [main] } }
  steps:
    source:
      uses: dop/git-checkout@1
      with:
        repository: '\${{ trigger.repository.url }}'
        commit: '\${{ trigger.commit }}'
    look:
      uses: dop/shell@1
      with:
        source: '\${{ steps.source.outputs.tree }}'
        script: 'cat .dop/try.yaml'
`,
          );
          const git = (...parameters) =>
            ada.git(parameters, { cwd: working.folder });
          await git('add', '--all');
          await git('commit', '--quiet', '-m', 'Try');
          await git('push', '--quiet', 'origin', 'HEAD:refs/heads/main');
        } finally {
          await working.remove();
        }
        const run = await finishedRun(ada, repository);
        assert.equal(
          run.state,
          'succeeded',
          JSON.stringify(run.steps, null, 1),
        );
        assert.deepEqual(
          run.steps.map(({ attempts }) => attempts[0].runner),
          ['docker', 'docker'],
        );
      },
    );
  }

  test(
    'npm start says what to do when the portal does not trust itself',
    { timeout: 120_000 },
    async () => {
      const file = await start();
      await portal.stop();
      await assert.rejects(
        execute(
          nodeBinary(),
          [
            join(root, 'scripts/commands/start.mjs'),
            '--config',
            file,
            '--data',
            join(folder, 'other'),
            '--empty',
          ],
          { cwd: root, env: environment() },
        ),
        /cannot call itself.*NODE_EXTRA_CA_CERTS=/s,
      );
    },
  );
});
