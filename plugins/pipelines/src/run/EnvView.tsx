import { makeStyles } from '@material-ui/core/styles';
import type { Attempt, EnvSource } from '@dop/plugin-pipelines-common';

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

const sourceWords: Record<EnvSource, string> = {
  portal: 'the portal',
  workflow: 'the workflow',
  step: 'the step',
};

/** The variables of an attempt's program, and where each value comes from. */
export function EnvView({ attempt }: { attempt: Attempt | undefined }) {
  const classes = useStyles();
  const variables = Object.entries(attempt?.env ?? {}).sort(([a], [b]) =>
    a.localeCompare(b),
  );
  if (variables.length === 0) {
    return (
      <p className={classes.empty}>
        {attempt
          ? 'Neither the portal nor the workflow nor the step gives it variables.'
          : 'Its variables are known when the first attempt begins.'}
      </p>
    );
  }
  return (
    <table className={classes.root}>
      <thead>
        <tr>
          <th scope="col">Variable</th>
          <th scope="col">Value</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {variables.map(([name, { value, source }]) => (
          <tr key={name}>
            <td className={classes.code}>{name}</td>
            <td className={classes.code}>{value}</td>
            <td className={classes.soft}>{sourceWords[source]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
