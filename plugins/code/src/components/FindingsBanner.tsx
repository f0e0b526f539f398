import { useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Repository } from '@dop/plugin-code-common';
import { SafeLink, useLoad } from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { filePath } from '../links';

const shown = 5;

const useStyles = makeStyles(
  {
    root: {
      border: '1px solid var(--dop-amber)',
      background: 'var(--dop-amber-soft)',
      borderRadius: 6,
      padding: '8px 12px',
      margin: '0 0 16px',
    },
    title: { fontSize: '0.875rem', fontWeight: 600, margin: 0 },
    list: { margin: '4px 0 0', padding: 0, listStyle: 'none' },
    item: { padding: '2px 0', overflowWrap: 'anywhere' },
  },
  { name: 'DopFindingsBanner' },
);

/** Files that the catalog could not take, with place and sentence. */
export function FindingsBanner({ repository }: { repository: Repository }) {
  const api = useApi(codeApiRef);
  const classes = useStyles();
  const { namespace, name, defaultBranch } = repository;
  const { value } = useLoad(
    `findings ${repository.id} ${repository.pushedAt ?? ''}`,
    () => api.findings(namespace, name),
  );
  const findings = value?.items ?? [];
  if (findings.length === 0) {
    return null;
  }
  return (
    <section className={classes.root} aria-label="Findings">
      <h2 className={classes.title}>
        {findings.length === 1
          ? 'One file on the default branch is not as the catalog needs it'
          : `${findings.length} things on the default branch are not as the catalog needs them`}
      </h2>
      <ul className={classes.list}>
        {findings.slice(0, shown).map((finding, index) => (
          <li key={index} className={classes.item}>
            <SafeLink
              to={filePath(
                repository,
                defaultBranch,
                finding.path,
                finding.line,
              )}
            >
              {finding.path}:{finding.line}
            </SafeLink>{' '}
            {finding.message}
          </li>
        ))}
      </ul>
      {findings.length > shown && (
        <p style={{ margin: '4px 0 0' }}>
          And {findings.length - shown} more, shown in the files.
        </p>
      )}
    </section>
  );
}
