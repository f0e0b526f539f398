import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { fetchApiRef, useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import type { Repository, Tree } from '@dop/plugin-code-common';
import {
  Bytes,
  CodeBlock,
  downloadFile,
  EmptyState,
  SafeLink,
  useLoad,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { commitPath, filePath } from '../links';
import { Await } from './Await';
import { useFileText } from './useFileText';
import { codeTranslationRef } from '../translation';

/** One file: its lines with links, findings under them, or a download. */
export function FileView(props: { repository: Repository; tree: Tree }) {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository, tree } = props;
  const { namespace, name, defaultBranch } = repository;
  const [entry] = tree.entries;
  const api = useApi(codeApiRef);
  const fetchApi = useApi(fetchApiRef);
  const file = useFileText(repository, { ...entry, ref: tree.ref });
  const findings = useLoad(
    `findings ${repository.id} ${repository.pushedAt ?? ''}`,
    () => api.findings(namespace, name),
  );
  const onDefault = tree.ref === `refs/heads/${defaultBranch}`;
  const notes = onDefault
    ? (findings.value?.items ?? [])
        .filter(finding => finding.path === tree.path)
        .map(finding => ({
          line: finding.line,
          severity: 'error' as const,
          text: finding.message,
        }))
    : [];
  const download = async () =>
    downloadFile(
      fetchApi,
      await api.blobUrl(namespace, name, { ref: tree.ref, path: tree.path }),
      entry.name,
    );
  return (
    <div
      style={{
        border: '1px solid var(--dop-border)',
        borderRadius: 8,
        overflow: 'hidden',
      }}
    >
      <div
        style={{
          display: 'flex',
          flexWrap: 'wrap',
          gap: '4px 16px',
          alignItems: 'center',
          padding: '4px 12px',
          borderBottom: '1px solid var(--dop-border)',
          color: 'var(--dop-text-soft)',
        }}
      >
        <Bytes value={entry.size} />
        {entry.executable && <span>{t('fileView.executable')}</span>}
        {entry.type === 'link' && <span>{t('fileView.symbolicLink')}</span>}
        <span style={{ flex: 1 }} />
        <SafeLink
          to={filePath(repository, tree.commit.sha, tree.path)}
          title={t('fileView.asOf', { sha: tree.commit.sha })}
        >
          {t('fileView.permanentLink')}
        </SafeLink>
        <SafeLink to={commitPath(repository, tree.commit.sha)}>
          {t('fileView.lastChange')}
        </SafeLink>
        <Button size="small" onClick={download}>
          {t('fileView.download')}
        </Button>
      </div>
      <Await
        loaded={file}
        what={t('fileView.file')}
        title={t('fileView.loadFailed', { path: tree.path })}
      >
        {content =>
          content.kind === 'text' ? (
            <CodeBlock code={content.text} path={tree.path} notes={notes} />
          ) : (
            <EmptyState
              title={
                content.kind === 'binary'
                  ? t('fileView.notText')
                  : t('fileView.tooLarge')
              }
              action={{ label: t('fileView.download'), onClick: download }}
            >
              {t('fileView.downloadHelp')}
            </EmptyState>
          )
        }
      </Await>
    </div>
  );
}
