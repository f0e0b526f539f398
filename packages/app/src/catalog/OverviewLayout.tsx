import { makeStyles } from '@material-ui/core/styles';
import {
  EntityOrphanWarning,
  EntityProcessingErrorsPanel,
  EntityRelationWarning,
  EntitySwitch,
  hasCatalogProcessingErrors,
  hasRelationWarnings,
  isOrphan,
} from '@backstage/plugin-catalog';
import type { EntityContentLayoutProps } from '@backstage/plugin-catalog-react/alpha';

const useStyles = makeStyles(
  theme => ({
    warnings: {
      display: 'flex',
      flexDirection: 'column',
      gap: 16,
      marginBottom: 24,
      '&:empty': { display: 'none' },
    },
    columns: {
      display: 'grid',
      gridTemplateColumns: 'minmax(0, 1fr) 424px',
      gap: 24,
      alignItems: 'start',
      [theme.breakpoints.down('sm')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
    },
    column: { display: 'flex', flexDirection: 'column', gap: 8, minWidth: 0 },
  }),
  { name: 'DopOverviewLayout' },
);

/**
 * How a service is doing first, what it is beside that; on a phone below.
 */
export function OverviewLayout({ cards }: EntityContentLayoutProps) {
  const classes = useStyles();
  const about = cards.filter(({ type }) => type === 'info');
  const rest = cards.filter(({ type }) => type !== 'info');
  return (
    <>
      <div className={classes.warnings}>
        <EntitySwitch>
          <EntitySwitch.Case if={isOrphan}>
            <EntityOrphanWarning />
          </EntitySwitch.Case>
        </EntitySwitch>
        <EntitySwitch>
          <EntitySwitch.Case if={hasRelationWarnings}>
            <EntityRelationWarning />
          </EntitySwitch.Case>
        </EntitySwitch>
        <EntitySwitch>
          <EntitySwitch.Case if={hasCatalogProcessingErrors}>
            <EntityProcessingErrorsPanel />
          </EntitySwitch.Case>
        </EntitySwitch>
      </div>
      <div className={classes.columns}>
        {[rest, about]
          .filter(({ length }) => length > 0)
          .map((column, at) => (
            <div key={at} className={classes.column}>
              {column.map(({ element }, index) => (
                <div key={element.key ?? index}>{element}</div>
              ))}
            </div>
          ))}
      </div>
    </>
  );
}
