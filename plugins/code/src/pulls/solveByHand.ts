/**
 * Commands that merge on one's own machine.
 *
 * @param branches - short names
 */
export function solveConflicts(branches: { source: string; target: string }) {
  return [
    'git fetch origin',
    `git switch ${quoted(branches.source)}`,
    `git pull --ff-only origin ${quoted(branches.source)}`,
    `git merge ${quoted(`origin/${branches.target}`)}`,
    '# Settle the files above, then:',
    'git add --all',
    'git commit --no-edit',
    `git push origin ${quoted(branches.source)}`,
  ].join('\n');
}

/** The same into the target, where the portal cannot. */
export function mergeByHand(branches: { source: string; target: string }) {
  return [
    'git fetch origin',
    `git switch ${quoted(branches.target)}`,
    `git pull --ff-only origin ${quoted(branches.target)}`,
    `git merge ${quoted(`origin/${branches.source}`)}`,
    `git push origin ${quoted(branches.target)}`,
  ].join('\n');
}

/** Branch names may have letters that a shell would act on. */
function quoted(name: string): string {
  return /^[\w./@+-]+$/.test(name) ? name : `'${name.replace(/'/g, `'\\''`)}'`;
}
