import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import {
  DataTable,
  EmptyState,
  ErrorState,
  Loading,
  PageShell,
  SafeLink,
  Sentence,
  useFilters,
  usePages,
} from '@dop/plugin-devops-react';
import type { Secret } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { pipelinesTranslationRef } from '../translation';
import { DeleteSecret } from './DeleteSecret';
import { sampleSecrets } from './sampleSecrets';
import { SecretDialog } from './SecretDialog';
import { useSecretColumns } from './useSecretColumns';

type Open =
  | { kind: 'new' }
  | { kind: 'change'; secret: Secret }
  | { kind: 'delete'; secret: Secret };

/** Secrets of the groups that the reader owns: who may read them, never their values. */
export function SecretsPage() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const api = useApi(pipelinesApiRef);
  const { namespace } = useFilters('namespace');
  const [open, setOpen] = useState<Open>();
  const pages = usePages(`secrets ${namespace ?? ''}`, cursor =>
    api.secrets({ namespace, cursor }),
  );
  const columns = useSecretColumns({
    onChange: secret => setOpen({ kind: 'change', secret }),
    onDelete: secret => setOpen({ kind: 'delete', secret }),
  });
  const close = () => setOpen(undefined);
  const done = () => {
    close();
    pages.reload();
  };
  const create = () => setOpen({ kind: 'new' });
  return (
    <PageShell
      title={t('secretsPage.title')}
      titleHidden
      sentence={<Sentence>{t('secretsPage.introduction')}</Sentence>}
      actions={
        pages.rows.length > 0 && (
          <Button
            variant="contained"
            color="primary"
            size="small"
            disableElevation
            onClick={create}
          >
            {t('secretsPage.make')}
          </Button>
        )
      }
    >
      {namespace && (
        <p style={{ marginTop: 0 }}>
          {t('secretsPage.ofGroup', {
            namespace,
            link: <SafeLink to="?">{t('secretsPage.showAll')}</SafeLink>,
          })}
        </p>
      )}
      {pages.error !== undefined && (
        <ErrorState
          error={pages.error}
          title={t('secretsPage.loadFailed')}
          onRetry={pages.reload}
        />
      )}
      {pages.loading && <Loading what={t('secretsPage.secrets')} />}
      {!pages.loading && pages.error === undefined && (
        <DataTable
          label={t('secretsPage.title')}
          columns={columns}
          rows={pages.rows}
          rowKey={({ name }) => name}
          hasMore={pages.hasMore}
          onMore={pages.loadMore}
          loadingMore={pages.loadingMore}
          empty={
            <EmptyState
              title={t('secretsPage.empty')}
              action={{ label: t('secretsPage.make'), onClick: create }}
              example={
                <DataTable
                  label={t('secretsPage.example')}
                  columns={columns}
                  rows={sampleSecrets}
                  rowKey={({ name }) => name}
                />
              }
            >
              {t('secretsPage.emptyHelp')}
            </EmptyState>
          }
        />
      )}
      {(open?.kind === 'new' || open?.kind === 'change') && (
        <SecretDialog
          secret={open.kind === 'change' ? open.secret : undefined}
          namespace={namespace}
          onClose={close}
          onDone={done}
        />
      )}
      {open?.kind === 'delete' && (
        <DeleteSecret secret={open.secret} onClose={close} onDone={done} />
      )}
    </PageShell>
  );
}
