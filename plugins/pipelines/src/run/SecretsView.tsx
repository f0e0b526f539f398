import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Attempt } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      margin: '0 0 16px',
      padding: 0,
      listStyle: 'none',
      display: 'grid',
      gap: 6,
    },
    code: {
      fontFamily: 'ui-monospace, SFMono-Regular, Menlo, monospace',
      fontSize: '0.8rem',
      overflowWrap: 'anywhere',
    },
    unset: {
      paddingLeft: 10,
      borderLeft: '3px solid var(--dop-amber)',
    },
  },
  { name: 'DopStepSecrets' },
);

/** Secrets of an attempt by name: those that its program got, and why not the others. */
export function SecretsView(props: {
  attempt: Attempt | undefined;
  /** Only those that it did not get. */
  unsetOnly?: boolean;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const secrets = (props.attempt?.secrets ?? []).filter(
    ({ unset }) => unset !== undefined || !props.unsetOnly,
  );
  if (secrets.length === 0) {
    return null;
  }
  return (
    <ul className={classes.root} aria-label={t('secretsView.title')}>
      {secrets.map(({ variable, name, unset }) => (
        <li key={variable} className={unset && classes.unset}>
          <span className={classes.code}>{variable}</span>{' '}
          {unset
            ? t('secretsView.unset', { reason: unset })
            : t('secretsView.set', { name })}
        </li>
      ))}
    </ul>
  );
}
