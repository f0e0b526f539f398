import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import type { ObjectSchema } from '@dop/plugin-components-common';
import { monospaceFamily } from '@dop/plugin-devops-react';
import { CodeWords } from './CodeWords';
import { fieldsOf } from './describeSchema';
import { componentsTranslationRef } from '../translation';

const useStyles = makeStyles(
  theme => ({
    table: {
      width: '100%',
      borderCollapse: 'collapse',
      fontSize: '0.875rem',
      '& th': {
        textAlign: 'left',
        fontWeight: 500,
        color: 'var(--dop-text-soft)',
        padding: '8px 12px',
        borderBottom: '1px solid var(--dop-border)',
      },
      '& td': {
        padding: '8px 12px',
        verticalAlign: 'top',
        borderTop: '1px solid var(--dop-border)',
      },
      [theme.breakpoints.down('xs')]: {
        '& thead': { display: 'none' },
        '& tr': {
          display: 'block',
          padding: '8px 0',
          borderTop: '1px solid var(--dop-border)',
        },
        // Name, type and need on one line, the rest below.
        '& td': { display: 'inline', border: 0, padding: '2px 0 2px 12px' },
        '& td:last-child': { display: 'block', padding: '2px 12px' },
      },
    },
    code: {
      fontFamily: monospaceFamily,
      fontSize: '0.8125rem',
      overflowWrap: 'break-word',
    },
    soft: { color: 'var(--dop-text-soft)' },
    rules: { color: 'var(--dop-text-soft)', overflowWrap: 'anywhere' },
    empty: { margin: 0, padding: 16, color: 'var(--dop-text-soft)' },
  }),
  { name: 'DopFieldTable' },
);

/** Inputs or outputs of a component, one a row. */
export function FieldTable(props: {
  label: string;
  schema: ObjectSchema;
  /** Outputs have no defaults. */
  withDefaults?: boolean;
  empty: string;
}) {
  const { t } = useTranslationRef(componentsTranslationRef);
  const classes = useStyles();
  const rows = fieldsOf(t, props.schema);
  if (rows.length === 0) {
    return <p className={classes.empty}>{props.empty}</p>;
  }
  return (
    <table className={classes.table} aria-label={props.label}>
      <thead>
        <tr>
          <th scope="col">{t('fieldTable.name')}</th>
          <th scope="col">{t('fieldTable.type')}</th>
          <th scope="col">{t('fieldTable.required')}</th>
          {props.withDefaults && <th scope="col">{t('fieldTable.default')}</th>}
          <th scope="col">{t('fieldTable.description')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(row => (
          <tr key={row.name}>
            <td className={classes.code}>{row.name}</td>
            <td>{row.type}</td>
            <td className={row.required ? undefined : classes.soft}>
              {row.required
                ? t('fieldTable.requiredInText')
                : t('fieldTable.optional')}
            </td>
            {props.withDefaults && (
              <td className={classes.code}>{row.default ?? ''}</td>
            )}
            <td>
              <CodeWords text={row.description} />
              {row.rules.map(rule => (
                <div key={rule} className={classes.rules}>
                  {rule}
                </div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
