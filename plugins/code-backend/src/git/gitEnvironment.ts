/** Settings of every git program here; they hold over any file's. */
const settings: [string, string][] = [
  // The folders belong to the portal, whoever it runs as.
  ['safe.directory', '*'],
  ['core.quotePath', 'false'],
  ['core.fsync', 'committed'],
  ['core.fsyncMethod', 'batch'],
  ['gc.autoDetach', 'false'],
  ['uploadpack.allowFilter', 'true'],
  ['uploadpack.allowReachableSHA1InWant', 'true'],
  // Keep the commits of closed pull requests; nobody's to push or to clone.
  ['transfer.hideRefs', 'refs/pull'],
  ['receive.autogc', 'false'],
  ['receive.fsckObjects', 'true'],
  // Harmless, and many old histories have them.
  ['receive.fsck.zeroPaddedFilemode', 'ignore'],
  ['receive.fsck.missingSpaceBeforeDate', 'ignore'],
  ['receive.fsck.badTimezone', 'ignore'],
  ['receive.advertisePushOptions', 'false'],
  ['http.receivepack', 'true'],
  ['http.getanyfile', 'false'],
];

/**
 * The environment of a git program: nothing of the portal's own, no user's or
 * machine's configuration, paths taken literally.
 */
export function gitEnvironment(
  extra: Record<string, string> = {},
  extraSettings: [string, string][] = [],
): Record<string, string> {
  const all = [...settings, ...extraSettings];
  const environment: Record<string, string> = {
    PATH: process.env.PATH ?? '/usr/bin:/bin',
    LC_ALL: 'C',
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_CONFIG_COUNT: String(all.length),
  };
  all.forEach(([key, value], index) => {
    environment[`GIT_CONFIG_KEY_${index}`] = key;
    environment[`GIT_CONFIG_VALUE_${index}`] = value;
  });
  return { ...environment, ...extra };
}
