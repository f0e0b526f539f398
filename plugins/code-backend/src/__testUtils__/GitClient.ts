import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The real git client in a folder of its own, as some person. */
export class GitClient {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<GitClient> {
    return new GitClient(await mkdtemp(join(tmpdir(), 'dop-git-client-')));
  }

  /** A new local repository `main`, with a remote. */
  static async init(remote: string): Promise<GitClient> {
    const client = await GitClient.create();
    await client.git('init', '-q', '-b', 'main');
    await client.git('remote', 'add', 'origin', remote);
    return client;
  }

  static async clone(remote: string, ...args: string[]): Promise<GitClient> {
    const client = await GitClient.create();
    await client.git('clone', '-q', ...args, remote, '.');
    return client;
  }

  /** Standard output and error; throws with both when git fails. */
  async git(...args: string[]): Promise<string> {
    return this.run(args);
  }

  async run(args: string[], env: Record<string, string> = {}): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile(
        'git',
        args,
        {
          cwd: this.folder,
          maxBuffer: 64 * 1024 * 1024,
          env: {
            PATH: process.env.PATH,
            HOME: this.folder,
            GIT_CONFIG_NOSYSTEM: '1',
            GIT_TERMINAL_PROMPT: '0',
            GIT_AUTHOR_NAME: 'Ada',
            GIT_AUTHOR_EMAIL: 'ada@example.com',
            GIT_COMMITTER_NAME: 'Ada',
            GIT_COMMITTER_EMAIL: 'ada@example.com',
            ...env,
          },
        },
        (error, stdout, stderr) => {
          if (error) {
            reject(new Error(`git ${args[0]}: ${stdout}${stderr}`));
          } else {
            resolve(`${stdout}${stderr}`.trim());
          }
        },
      );
    });
  }

  async commit(
    files: Record<string, string | Buffer>,
    message = 'Change',
  ): Promise<string> {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.folder, path)), { recursive: true });
      await writeFile(join(this.folder, path), content);
    }
    await this.git('add', '-A');
    await this.git('commit', '-q', '-m', message);
    return this.head();
  }

  async head(revision = 'HEAD'): Promise<string> {
    return this.git('rev-parse', revision);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
