import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { Attempt } from '@dop/plugin-pipelines-common';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      width: '100%',
      borderCollapse: 'collapse',
      '& th': {
        textAlign: 'left',
        fontWeight: 500,
        fontSize: '0.8rem',
        color: 'var(--dop-text-soft)',
      },
      '& th, & td': {
        padding: '6px 12px 6px 0',
        borderBottom: '1px solid var(--dop-border)',
        verticalAlign: 'top',
      },
      '& tr:last-child td': { borderBottom: 'none' },
    },
    code: {
      fontFamily: 'ui-monospace, SFMono-Regular, Menlo, monospace',
      fontSize: '0.8rem',
      overflowWrap: 'anywhere',
    },
    soft: { color: 'var(--dop-text-soft)', whiteSpace: 'nowrap' },
    empty: { margin: 0, color: 'var(--dop-text-soft)' },
  },
  { name: 'DopEnv' },
);

/** The variables of an attempt's program, and where each value comes from. */
export function EnvView({ attempt }: { attempt: Attempt | undefined }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const variables = Object.entries(attempt?.env ?? {}).sort(([a], [b]) =>
    a.localeCompare(b),
  );
  if (variables.length === 0) {
    return (
      <p className={classes.empty}>
        {attempt ? t('envView.empty') : t('envView.notYet')}
      </p>
    );
  }
  return (
    <table className={classes.root}>
      <thead>
        <tr>
          <th scope="col">{t('envView.variable')}</th>
          <th scope="col">{t('envView.value')}</th>
          <th scope="col">{t('envView.from')}</th>
        </tr>
      </thead>
      <tbody>
        {variables.map(([name, { value, source }]) => (
          <tr key={name}>
            <td className={classes.code}>{name}</td>
            <td className={classes.code}>{value}</td>
            <td className={classes.soft}>{t(`envView.sources.${source}`)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
