import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { FakeAccessService } from '@dop/plugin-access-node/testUtils';
import {
  startRegistry,
  type TestRegistry,
} from './__testUtils__/startRegistry';

const run = promisify(execFile);
jest.setTimeout(180_000);

const needed = ['podman', 'buildah', 'skopeo', 'runc', 'busybox'];
const present = needed.every(program =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .some(folder => existsSync(join(folder, program))),
);

(present ? describe : describe.skip)('real clients', () => {
  const access = FakeAccessService.create();
  const owner = access.addUser('ada', { groups: { shop: 'owner' } });
  const work = mkdtempSync(join(tmpdir(), 'dop-clients-'));
  const environment = {
    ...process.env,
    CONTAINERS_CONF: join(work, 'containers.conf'),
    CONTAINERS_STORAGE_CONF: join(work, 'storage.conf'),
    REGISTRY_AUTH_FILE: join(work, 'auth.json'),
  };
  const client = (command: string, ...args: string[]) =>
    run(command, args, { env: environment, maxBuffer: 16 << 20 });
  let registry: TestRegistry;

  beforeAll(async () => {
    writeFileSync(
      environment.CONTAINERS_CONF,
      '[containers]\ndefault_ulimits=["nofile=1024:1024","nproc=1000:1000"]\n[engine]\nruntime="runc"\n',
    );
    writeFileSync(
      environment.CONTAINERS_STORAGE_CONF,
      `[storage]\ndriver="vfs"\nrunroot="${work}/run"\ngraphroot="${work}/graph"\n`,
    );
    access.addRepository({ id: 'r1', namespace: 'shop', name: 'checkout' });
    registry = await startRegistry(access);
  });

  afterAll(async () => {
    await registry?.stop();
    await client('podman', 'system', 'reset', '--force').catch(() => undefined);
    rmSync(work, { recursive: true, force: true });
  });

  it('podman logs in, pushes, pulls and runs an image; skopeo copies, lists and deletes it', async () => {
    writeFileSync(
      join(work, 'Containerfile'),
      'FROM scratch\nCOPY busybox /bin/busybox\nLABEL org.opencontainers.image.revision=abc\nENTRYPOINT ["/bin/busybox"]\nCMD ["echo", "hello from the registry"]\n',
    );
    const { stdout: busybox } = await run('which', ['busybox']);
    copyFileSync(busybox.trim(), join(work, 'busybox'));
    const image = `${registry.host}/shop/checkout`;
    await client('buildah', 'bud', '-q', '-t', `${image}:1.0`, work);

    await expect(
      client(
        'podman',
        'login',
        '--tls-verify=false',
        '-u',
        'ada',
        '-p',
        'dop_pat_wrong',
        registry.host,
      ),
    ).rejects.toThrow('invalid username/password');
    await client(
      'podman',
      'login',
      '--tls-verify=false',
      '-u',
      'ada',
      '-p',
      owner,
      registry.host,
    );
    await client('podman', 'push', '--tls-verify=false', `${image}:1.0`);
    await client('podman', 'rmi', `${image}:1.0`);
    await client('podman', 'pull', '--tls-verify=false', `${image}:1.0`);
    const { stdout } = await client(
      'podman',
      'run',
      '--rm',
      '--network=none',
      `${image}:1.0`,
    );
    expect(stdout).toBe('hello from the registry\n');

    await client(
      'skopeo',
      'copy',
      '--src-tls-verify=false',
      '--dest-tls-verify=false',
      `docker://${image}:1.0`,
      `docker://${image}/worker:next`,
    );
    const inspected = await client(
      'skopeo',
      'inspect',
      '--tls-verify=false',
      `docker://${image}/worker:next`,
    );
    expect(JSON.parse(inspected.stdout)).toMatchObject({
      RepoTags: ['next'],
      Labels: { 'org.opencontainers.image.revision': 'abc' },
    });
    await client(
      'skopeo',
      'copy',
      '--format=v2s2',
      '--src-tls-verify=false',
      '--dest-tls-verify=false',
      `docker://${image}:1.0`,
      `docker://${image}:docker`,
    );
    await client(
      'skopeo',
      'delete',
      '--tls-verify=false',
      `docker://${image}:docker`,
    );
    const tags = await client(
      'skopeo',
      'list-tags',
      '--tls-verify=false',
      `docker://${image}`,
    );
    expect(JSON.parse(tags.stdout).Tags).toEqual(['1.0']);
  });

  it('buildah pushes an index of two platforms, skopeo copies it whole', async () => {
    const image = `${registry.host}/shop/checkout`;
    for (const architecture of ['amd64', 'arm64']) {
      writeFileSync(join(work, 'platform'), architecture);
      await client(
        'buildah',
        'bud',
        '-q',
        '--no-cache',
        '--platform',
        `linux/${architecture}`,
        '-t',
        `${image}:${architecture}`,
        work,
      );
      await client(
        'podman',
        'push',
        '--tls-verify=false',
        `${image}:${architecture}`,
      );
    }
    await client('buildah', 'manifest', 'create', 'both');
    for (const architecture of ['amd64', 'arm64']) {
      await client(
        'buildah',
        'manifest',
        'add',
        '--tls-verify=false',
        'both',
        `docker://${image}:${architecture}`,
      );
    }
    await client(
      'buildah',
      'manifest',
      'push',
      '--all',
      '--tls-verify=false',
      'both',
      `docker://${image}:both`,
    );
    await client(
      'skopeo',
      'copy',
      '--all',
      '--src-tls-verify=false',
      '--dest-tls-verify=false',
      `docker://${image}:both`,
      `docker://${image}/copy:both`,
    );
    const raw = await client(
      'skopeo',
      'inspect',
      '--raw',
      '--tls-verify=false',
      `docker://${image}/copy:both`,
    );
    expect(
      JSON.parse(raw.stdout).manifests.map(
        ({ platform }: { platform: { architecture: string } }) =>
          platform.architecture,
      ),
    ).toEqual(['amd64', 'arm64']);
  });
});
