import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import {
  RelativeTime,
  SafeLink,
  type DataColumn,
} from '@dop/plugin-devops-react';
import type { Secret } from '@dop/plugin-pipelines-common';
import { actorName } from '../components/words';
import { runPath } from '../links/links';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    problem: { color: 'var(--dop-red)' },
    soft: { color: 'var(--dop-text-soft)' },
  },
  { name: 'DopSecrets' },
);

/** The columns of secrets, with what can be done to each. */
export function useSecretColumns(acts: {
  onChange: (secret: Secret) => void;
  onDelete: (secret: Secret) => void;
}): DataColumn<Secret>[] {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const listed = (list: string[] | string, all: string) => {
    const text = typeof list === 'string' ? all : list.join(', ');
    return <span title={text}>{text}</span>;
  };
  return [
    {
      id: 'name',
      label: t('secretsPage.name'),
      width: 'minmax(0, 1.2fr)',
      phone: 'primary',
      render: ({ name, problem }) => (
        <>
          {name}{' '}
          {problem && (
            <span className={classes.problem} title={problem}>
              {t('secretsPage.unreadable')}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'repositories',
      label: t('secretsPage.repositories'),
      width: 'minmax(0, 1.2fr)',
      phone: 'labelled',
      render: ({ repositories }) =>
        listed(repositories, t('secretsPage.allRepositories')),
    },
    {
      id: 'refs',
      label: t('secretsPage.refs'),
      width: 'minmax(0, 1fr)',
      phone: 'labelled',
      render: ({ refs }) => listed(refs, t('secretsPage.protectedRefs')),
    },
    {
      id: 'used',
      label: t('secretsPage.lastUsed'),
      width: '112px',
      phone: 'labelled',
      render: ({ usedAt, usedByRun }) =>
        usedAt && usedByRun ? (
          <SafeLink to={runPath(usedByRun)}>
            <RelativeTime time={usedAt} />
          </SafeLink>
        ) : (
          <span className={classes.soft}>{t('secretsPage.never')}</span>
        ),
    },
    {
      id: 'changed',
      label: t('secretsPage.changed'),
      width: 'minmax(0, 0.9fr)',
      phone: 'hidden',
      render: ({ updatedAt, updatedBy }) => (
        <>
          <RelativeTime time={updatedAt} />{' '}
          <span className={classes.soft}>{actorName(t, updatedBy)}</span>
        </>
      ),
    },
    {
      id: 'acts',
      label: '',
      width: '168px',
      align: 'right',
      phone: 'action',
      render: secret => (
        <>
          <Button size="small" onClick={() => acts.onChange(secret)}>
            {t('secretsPage.change')}
          </Button>
          <Button size="small" onClick={() => acts.onDelete(secret)}>
            {t('secretsPage.delete')}
          </Button>
        </>
      ),
    },
  ];
}
