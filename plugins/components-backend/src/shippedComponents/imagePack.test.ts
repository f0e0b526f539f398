import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '@backstage/types';
import { runComponent, temporaryFolder } from './testUtils/runComponent';
import {
  hasRegistry,
  startRegistry,
  startTokenProxy,
} from './testUtils/startRegistry';

const describeWithRegistry = hasRegistry ? describe : describe.skip;
const longName = `${'long-'.repeat(30)}ü.txt`;

/** The same files each time, but for times, order of creation and stray modes. */
function application(turn: number): string {
  const folder = temporaryFolder();
  const files: [string, string][] = [
    [
      'src/server.js',
      'require("http").createServer().listen(process.env.PORT)',
    ],
    ['bin/run', '#!/bin/sh\n'],
    [`deep/${'folder/'.repeat(20)}${longName}`, 'deep'],
    ['.git/config', `turn ${turn}`],
    ['secrets/key', 'not for the image'],
  ];
  for (const [path, content] of turn % 2 ? files : [...files].reverse()) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
    utimesSync(join(folder, path), turn * 1000, turn * 1000);
  }
  chmodSync(join(folder, 'bin/run'), turn % 2 ? 0o700 : 0o755);
  symlinkSync('src/server.js', join(folder, 'main.js'));
  return folder;
}

describeWithRegistry('image-pack', () => {
  let registry: Awaited<ReturnType<typeof startRegistry>>;

  beforeAll(async () => {
    registry = await startRegistry();
  });
  afterAll(() => registry.close());

  function pack(
    inputs: JsonObject,
    options: { url?: string; token?: string; source?: string } = {},
  ) {
    return runComponent('image-pack', {
      token: options.token,
      env: { CO_PORTAL_URL: options.url ?? registry.url },
      inputs: {
        source: { path: 'inputs/source' },
        exclude: ['secrets'],
        platform: 'linux/amd64',
        ...inputs,
      },
      artifacts: { source: options.source ?? application(1) },
    });
  }

  function skopeo(...parameters: string[]): string {
    return execFileSync('skopeo', parameters, { encoding: 'utf8' });
  }

  function address(image: string): string {
    return `docker://${new URL(registry.url).host}/${image}`;
  }

  const onNothing = {
    repository: 'shop/base',
    tag: 'main-1',
    command: ['node', 'src/server.js'],
    port: 8080,
    env: { MODE: 'test' },
    sourceUrl: 'http://localhost:7007/git/shop/base.git',
    revision: '3f2a1c9',
  };

  it('gives the same files the same digest, whenever and wherever they lie', async () => {
    const [first, second] = [
      await pack(onNothing),
      await pack(onNothing, { source: application(2) }),
    ];
    expect(first).toMatchObject({
      code: 0,
      problems: [],
      output: {
        image: {
          repository: 'shop/base',
          tag: 'main-1',
          // Of the bytes; changes only together with what the image holds.
          digest:
            'sha256:11ef98ff71d80fcb49633b661f2b28c1af130f4c7642b3a08f7b0d3d8e12423d',
        },
        onBase: false,
      },
    });
    expect(second.output).toEqual(first.output);
    expect(second.log).toContain('there');
  });

  it('writes an image that other tools read, with what it is from', async () => {
    await pack(onNothing);
    const about = JSON.parse(
      skopeo('inspect', '--tls-verify=false', address('shop/base:main-1')),
    );
    expect(about).toMatchObject({
      Created: '1970-01-01T00:00:00Z',
      Architecture: 'amd64',
      Env: ['MODE=test', 'PORT=8080'],
      Labels: {
        'org.opencontainers.image.revision': '3f2a1c9',
        'org.opencontainers.image.source':
          'http://localhost:7007/git/shop/base.git',
      },
    });
    const folder = temporaryFolder();
    skopeo(
      'copy',
      '-q',
      '--src-tls-verify=false',
      address('shop/base:main-1'),
      `dir:${folder}`,
    );
    const layer = about.Layers[0].replace('sha256:', '');
    const listed = execFileSync('tar', ['-tvf', join(folder, layer)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
    });
    expect(listed).toContain('-rwxr-xr-x 0/0');
    expect(listed).toContain('app/main.js -> src/server.js');
    expect(listed).toContain(longName.slice(0, 150));
    expect(listed).not.toMatch(/\.git|secrets/);
    expect(listed.match(/1970-01-01 00:00/g)?.length).toBe(
      listed.trim().split('\n').length,
    );
  });

  it('stands on a base: its layers, its variables, its digest', async () => {
    const base = await pack(onNothing);
    const result = await pack({
      repository: 'shop/checkout',
      tag: '3f2a1c9d0b7e4f5a6c8d9e0f1a2b3c4d5e6f7a8b',
      base: 'shop/base:main-1',
      env: { MODE: 'real' },
      compression: 'gzip',
      workingDir: '/srv/app',
    });
    expect(result.log).toContain('mounted');
    const image = base.output?.image as JsonObject;
    expect(result).toMatchObject({
      code: 0,
      problems: [],
      output: { onBase: true, baseDigest: image.digest },
    });
    const config = JSON.parse(
      skopeo(
        'inspect',
        '--config',
        '--tls-verify=false',
        address('shop/checkout:3f2a1c9d0b7e4f5a6c8d9e0f1a2b3c4d5e6f7a8b'),
      ),
    );
    expect(config.config).toMatchObject({
      Env: ['MODE=real', 'PORT=8080'],
      Cmd: ['node', 'src/server.js'],
      WorkingDir: '/srv/app',
      User: '1000',
      Labels: {
        'org.opencontainers.image.revision':
          '3f2a1c9d0b7e4f5a6c8d9e0f1a2b3c4d5e6f7a8b',
        'org.opencontainers.image.base.digest': image.digest,
      },
    });
    expect(config.rootfs.diff_ids).toHaveLength(2);
  });

  it('gets a token by the standard challenge and goes on when the line breaks', async () => {
    await pack(onNothing);
    const proxy = await startTokenProxy(registry.url, {
      password: 'dop_run_1_x',
      breaks: 2,
    });
    try {
      const result = await pack(
        {
          repository: 'shop/tokens',
          tag: 'a',
          base: 'shop/base:main-1',
          env: { N: '1' },
        },
        { url: proxy.url, token: 'dop_run_1_x' },
      );
      expect(result.log).toContain('once more');
      expect(result.code).toBe(0);
      expect(
        proxy.requests.find(
          it => it.includes('token') && it.includes('pull%2Cpush'),
        ),
      ).toContain(
        'scope=repository%3Ashop%2Fbase%3Apull&scope=repository%3Ashop%2Ftokens%3Apull%2Cpush',
      );
      expect(result.log).not.toContain('dop_run_1_x');
      const wrong = await pack(onNothing, { url: proxy.url, token: 'wrong' });
      expect(wrong).toMatchObject({ code: 1, output: undefined });
      expect(wrong.log).toContain('gave no token');
    } finally {
      proxy.close();
    }
  });

  it('says what the registry refused, in its words', async () => {
    const proxy = await startTokenProxy(registry.url, {
      password: 'x',
      refuseTag: /manifests\/main$/,
    });
    try {
      const result = await pack(
        { repository: 'shop/tags', tag: 'main' },
        { url: proxy.url, token: 'x' },
      );
      expect(result.code).toBe(1);
      expect(result.log).toContain(
        'Could not set shop/tags:main: 403 DENIED: Tags of this run must begin with my-branch',
      );
    } finally {
      proxy.close();
    }
  });

  it('says that a base is missing, or goes without where that is allowed', async () => {
    const input = { repository: 'shop/x', tag: 'a', base: 'dop/base-node' };
    const strict = await pack(input);
    expect(strict).toMatchObject({ code: 1, output: undefined });
    expect(strict.log).toContain('has no base image dop/base-node');
    const lenient = await pack({ ...input, whenBaseMissing: 'scratch' });
    expect(lenient).toMatchObject({ code: 0, output: { onBase: false } });
    const foreign = await pack({ ...input, base: 'docker.io/library/node:22' });
    expect(foreign.log).toContain('in another registry');
  });
});
