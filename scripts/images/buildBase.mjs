// dop/base-node: Debian's smallest system with Git and certificates, the pinned
// Node, and npm. Made from Debian's packages, because there may be no registry to
// pull a base from.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { say, stage } from '../lib/console.mjs';
import { nodeBinary } from '../lib/setUp.mjs';
import { run } from './ContainerTool.mjs';

const suite = 'bookworm';
/** What a running step never reads. */
const superfluous = [
  'usr/share/doc',
  'usr/share/man',
  'usr/share/info',
  'usr/share/locale',
  'usr/share/git-core/contrib',
  'var/cache/apt',
  'var/cache/debconf',
  'var/lib/apt/lists',
  'var/log',
];

/** @param options.from - an image to build on instead of Debian's packages */
export async function buildBase({ tool, temporary, work, from }) {
  const context = join(temporary, 'base');
  mkdirSync(join(context, 'files/usr/local/bin'), { recursive: true });
  if (process.platform === 'linux') {
    cpSync(nodeBinary(), join(context, 'files/usr/local/bin/node'));
    copyNpm(join(context, 'files/usr/local/lib/node_modules'));
  }
  let begin;
  if (from) {
    begin = `FROM ${from}\n`;
  } else {
    const system = await debian(join(work, 'images'));
    cpSync(system, join(context, 'system.tar'));
    begin = 'FROM scratch\nADD system.tar /\n';
  }
  writeFileSync(
    join(context, 'Dockerfile'),
    `${begin}COPY files /
RUN ln -sf ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && node --version && git --version
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
CMD ["node"]
`,
  );
  await stage('Building dop/base-node', () =>
    tool.build('dop/base-node', context),
  );
}

/** Debian as a tar, made once and kept. */
async function debian(folder) {
  const kept = join(folder, `debian-${suite}.tar`);
  if (existsSync(kept)) {
    return kept;
  }
  if (spawnSync('debootstrap', ['--version']).status !== 0) {
    throw new Error(
      'debootstrap is missing, which makes the base image from Debian packages: apt-get install debootstrap. Where a registry can be reached, use --base-from with an image that has Node and git.',
    );
  }
  if (process.getuid?.() !== 0) {
    throw new Error(
      'debootstrap must run as root. Run this command as root once, or use --base-from with an image that has Node and git.',
    );
  }
  mkdirSync(folder, { recursive: true });
  const system = join(folder, 'system');
  rmSync(system, { recursive: true, force: true });
  await stage(`Debian ${suite} from its packages`, async () => {
    await run('debootstrap', [
      '--foreign',
      '--variant=minbase',
      '--include=ca-certificates,git,bash',
      suite,
      system,
      ...mirror(),
    ]);
    // Nothing here must survive a crash, and waiting for the disk after each
    // file takes half of the time.
    const settings = join(system, 'etc/dpkg/dpkg.cfg.d/image');
    writeFileSync(
      settings,
      [
        'force-unsafe-io',
        'path-exclude=/usr/share/doc/*',
        'path-exclude=/usr/share/man/*',
        'path-exclude=/usr/share/locale/*',
        '',
      ].join('\n'),
    );
    await run('chroot', [system, '/debootstrap/debootstrap', '--second-stage']);
    rmSync(settings);
  });
  for (const path of superfluous) {
    rmSync(join(system, path), { recursive: true, force: true });
    mkdirSync(join(system, path), { recursive: true });
  }
  // Devices cannot be made everywhere; engines bring their own.
  rmSync(join(system, 'dev'), { recursive: true, force: true });
  mkdirSync(join(system, 'dev'));
  await stage('Packing it', () =>
    run('tar', [
      '--sort=name',
      '--mtime=@0',
      '--numeric-owner',
      '-C',
      system,
      '-cf',
      `${kept}.part`,
      '.',
    ]),
  );
  rmSync(system, { recursive: true, force: true });
  renameSync(`${kept}.part`, kept);
  return kept;
}

/** The mirror that this machine itself uses. */
function mirror() {
  for (const file of [
    '/etc/apt/sources.list.d/debian.sources',
    '/etc/apt/sources.list',
  ]) {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const found =
      /^URIs:\s*(https?:\S+)/m.exec(text) ?? /^deb\s+(https?:\S+)/m.exec(text);
    if (found) {
      return [found[1]];
    }
  }
  return [];
}

/** npm is a program of Node alone, so this machine's serves in the image. */
function copyNpm(target) {
  const { stdout } = spawnSync('sh', ['-c', 'command -v npm'], {
    encoding: 'utf8',
  });
  const path = stdout.trim();
  const folder = path && dirname(dirname(realpathSync(path)));
  if (!folder || !existsSync(join(folder, 'bin/npm-cli.js'))) {
    say('  npm was not found: the base image has no npm');
    return;
  }
  mkdirSync(target, { recursive: true });
  cpSync(folder, join(target, 'npm'), {
    recursive: true,
    filter: source => !/\/npm\/(?:docs|man)(?:\/|$)/.test(source),
  });
}
