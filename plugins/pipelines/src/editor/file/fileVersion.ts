import type { CodeApi } from '@dop/plugin-code-common';
import { zeroSha } from '@dop/plugin-code-common';
import { isNotFound } from './errors';

/** A file in a repository. */
export interface FilePlace {
  /** `namespace/name` */
  repository: string;
  /** Short name of a branch. */
  ref: string;
  /** `.dop/delivery.yaml` */
  path: string;
}

/** A file as it is at a commit. */
export interface FileVersion {
  text: string;
  /** Commit of the branch; all zeros where it has none. */
  head: string;
  exists: boolean;
  executable?: boolean;
  /** The newest commit that changed the file. */
  changed?: { by: string; at: string; title: string };
}

/** The file cannot be edited here: a sentence that says why. */
export class NotEditableError extends Error {
  readonly name = 'NotEditableError';
}

/** More than the language reads. */
const mostBytes = 1024 * 1024;

/** What the branch is at; all zeros for a repository without commits. */
export async function readHead(
  code: Pick<CodeApi, 'commits' | 'repository'>,
  { repository, ref }: FilePlace,
): Promise<string> {
  const [namespace, name] = repository.split('/');
  try {
    const { items } = await code.commits(namespace, name, {
      ref: `refs/heads/${ref}`,
      limit: 1,
    });
    return items[0]?.sha ?? zeroSha;
  } catch (error) {
    if (isNotFound(error) && (await code.repository(namespace, name)).empty) {
      return zeroSha;
    }
    throw error;
  }
}

/** @throws NotEditableError for what is no text, or no file */
export async function readVersion(
  code: Pick<CodeApi, 'commits' | 'repository' | 'tree' | 'blob'>,
  place: FilePlace,
  head: string,
): Promise<FileVersion> {
  const absent = { text: '', head, exists: false };
  if (head === zeroSha) {
    return absent;
  }
  const [namespace, name] = place.repository.split('/');
  const at = { ref: head, path: place.path };
  try {
    const { type, entries, commit } = await code.tree(namespace, name, at);
    const [entry] = entries;
    if (type !== 'file' || entry.type !== 'file') {
      throw new NotEditableError(
        `${place.path} is no file that can be edited here.`,
      );
    }
    if ((entry.size ?? 0) > mostBytes) {
      throw new NotEditableError(
        `${place.path} is larger than 1 MiB, which is too large to be edited here.`,
      );
    }
    const blob = await code.blob(namespace, name, at);
    return {
      text: textOf(await blob.arrayBuffer(), place.path),
      head,
      exists: true,
      executable: entry.executable,
      changed: {
        by: commit.authorName,
        at: commit.committedAt,
        title: commit.title,
      },
    };
  } catch (error) {
    if (isNotFound(error)) {
      return absent;
    }
    throw error;
  }
}

/** Exactly what is stored, or nothing: what is saved must not differ elsewhere. */
function textOf(bytes: ArrayBuffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    throw new NotEditableError(
      `${path} is not UTF-8 text, so it cannot be edited here.`,
    );
  }
}
