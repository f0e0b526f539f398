/** What a request of a git client asks for. */
export interface GitRequest {
  namespace: string;
  name: string;
  service: 'git-upload-pack' | 'git-receive-pack';
  /** `/info/refs` or `/git-upload-pack`, as git's own CGI wants it. */
  suffix: string;
}

/**
 * Reads `/<namespace>/<name>.git/…` of the smart HTTP protocol. `.git` may be
 * left out. Undefined for anything else, the old "dumb" protocol too.
 */
export function parseGitPath(
  method: string,
  path: string,
  service: unknown,
): GitRequest | undefined {
  const match =
    /^\/([^/]+)\/([^/]+)(\/info\/refs|\/git-upload-pack|\/git-receive-pack)$/.exec(
      path,
    );
  if (!match) {
    return undefined;
  }
  let namespace: string;
  let name: string;
  try {
    namespace = decodeURIComponent(match[1]);
    name = decodeURIComponent(match[2]).replace(/\.git$/, '');
  } catch {
    return undefined;
  }
  const suffix = match[3];
  const wanted = suffix === '/info/refs' ? service : suffix.slice(1);
  const methodFits =
    suffix === '/info/refs'
      ? method === 'GET' || method === 'HEAD'
      : method === 'POST';
  if (
    !methodFits ||
    (wanted !== 'git-upload-pack' && wanted !== 'git-receive-pack')
  ) {
    return undefined;
  }
  return { namespace, name, service: wanted, suffix };
}
