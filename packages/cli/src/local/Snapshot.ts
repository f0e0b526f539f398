import { execFile } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../output/Failure';

const execute = promisify(execFile);

/** The files of a working copy as one commit of a repository of its own. */
export interface Snapshot {
  /** The bare repository. */
  gitDirectory: string;
  /** 40 hexadecimal digits. */
  commit: string;
  /** The branch that is checked out, `main` where there is none. */
  branch: string;
  /** First line of the commit's message. */
  message: string;
  author: string;
  /** Name of the folder, in the form of a repository's name. */
  name: string;
  /** True where files differ from what is committed. */
  changed: boolean;
}

/**
 * Commits all files of a working copy that Git does not ignore, also those that
 * are not committed, into a repository beside it. The working copy, its index
 * and its branches stay as they are.
 *
 * @param root - top folder of the working copy, or any folder
 * @param folder - an empty folder for the repository
 */
export async function takeSnapshot(
  root: string,
  folder: string,
): Promise<Snapshot> {
  const gitDirectory = join(folder, 'repository.git');
  await mkdir(folder, { recursive: true });
  const git = async (args: string[], env: Record<string, string> = {}) => {
    const { stdout } = await execute('git', args, {
      cwd: root,
      env: { ...process.env, ...env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.trimEnd();
  };
  const known = async (args: string[]) =>
    git(args).catch(() => undefined as string | undefined);
  try {
    await git(['init', '--quiet', '--bare', gitDirectory]);
    const objects = await known(['rev-parse', '--git-path', 'objects']);
    if (objects) {
      // What is committed already is not copied.
      await writeFile(
        join(gitDirectory, 'objects', 'info', 'alternates'),
        `${resolve(root, objects)}\n`,
      );
      // A shallow clone has no parents for its oldest commits.
      await copyFile(
        resolve(root, objects, '..', 'shallow'),
        join(gitDirectory, 'shallow'),
      ).catch(() => undefined);
    }
    const env = {
      GIT_DIR: gitDirectory,
      GIT_WORK_TREE: root,
      GIT_INDEX_FILE: join(folder, 'index'),
      GIT_AUTHOR_NAME: 'dop run',
      GIT_AUTHOR_EMAIL: 'dop-run@localhost',
      GIT_COMMITTER_NAME: 'dop run',
      GIT_COMMITTER_EMAIL: 'dop-run@localhost',
    };
    const head = await known(['rev-parse', '--verify', 'HEAD']);
    if (head) {
      await git(['read-tree', head], env);
    }
    await git(['add', '--all', '--', '.'], env);
    const tree = await git(['write-tree'], env);
    const changed =
      !head || tree !== (await known(['rev-parse', `${head}^{tree}`]));
    const commit = changed
      ? await git(
          [
            'commit-tree',
            tree,
            ...(head ? ['-p', head] : []),
            '-m',
            'Working copy with changes that are not committed',
          ],
          env,
        )
      : (head as string);
    const branch =
      (await known(['symbolic-ref', '--short', '--quiet', 'HEAD'])) || 'main';
    await git(['update-ref', `refs/heads/${branch}`, commit], env);
    await git(['symbolic-ref', 'HEAD', `refs/heads/${branch}`], env);
    return {
      gitDirectory,
      commit,
      branch,
      changed,
      message: await git(['log', '-1', '--format=%s', commit], env),
      author: await git(['log', '-1', '--format=%an', commit], env),
      name:
        basename(root)
          .toLowerCase()
          .replace(/[^a-z0-9]+/g, '-')
          .replace(/^-+|-+$/g, '') || 'repository',
    };
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Failure(
      `The working copy ${root} cannot be read by git: ${(
        stderr || message
      ).trim()}`,
    );
  }
}
