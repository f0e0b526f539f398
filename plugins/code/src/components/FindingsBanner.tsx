import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  discoveryApiRef,
  fetchApiRef,
  useApi,
} from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Repository } from '@dop/plugin-code-common';
import { SafeLink, useLoad } from '@dop/plugin-devops-react';
import { PipelinesClient } from '@dop/plugin-pipelines-common';
import { codeApiRef } from '../api/codeApiRef';
import { filePath } from '../links';
import { codeTranslationRef } from '../translation';

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

/**
 * What is wrong with files of the default branch, with place and sentence:
 * those that the catalog could not take, and workflow files with errors.
 */
export function FindingsBanner({ repository }: { repository: Repository }) {
  const { t } = useTranslationRef(codeTranslationRef);
  const api = useApi(codeApiRef);
  const discoveryApi = useApi(discoveryApiRef);
  const fetchApi = useApi(fetchApiRef);
  const classes = useStyles();
  const { id, namespace, name, defaultBranch } = repository;
  const version = `${id} ${repository.pushedAt ?? ''}`;
  const catalog = useLoad(`findings ${version}`, () =>
    api.findings(namespace, name),
  );
  const workflows = useLoad(`workflow findings ${version}`, async () => {
    const { items } = await PipelinesClient.create({
      discoveryApi,
      fetchApi,
    }).findings({ repositoryId: id });
    return items.filter(
      ({ severity, ref }) =>
        severity === 'error' && ref === `refs/heads/${defaultBranch}`,
    );
  });
  const findings = [
    ...(catalog.value?.items ?? []),
    ...(workflows.value ?? []).map(({ file, line, message }) => ({
      path: file,
      line,
      message,
    })),
  ];
  if (findings.length === 0) {
    return null;
  }
  return (
    <section className={classes.root} aria-label={t('findingsBanner.findings')}>
      <h2 className={classes.title}>
        {findings.length === 1
          ? t('findingsBanner.oneBroken')
          : t('findingsBanner.manyBroken', {
              number: String(findings.length),
            })}
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
          {t('findingsBanner.more', {
            more: String(findings.length - shown),
          })}
        </p>
      )}
    </section>
  );
}
