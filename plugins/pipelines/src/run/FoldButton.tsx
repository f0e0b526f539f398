import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import ExpandIcon from '@material-ui/icons/ExpandMore';
import type { StepRow } from './stepRows';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      all: 'unset',
      cursor: 'pointer',
      display: 'inline-flex',
      flex: 'none',
      alignItems: 'center',
      justifyContent: 'center',
      width: 32,
      alignSelf: 'stretch',
      color: 'var(--dop-text-soft)',
      '&:hover': { background: 'var(--dop-hover)' },
      '&:focus-visible': {
        outline: '2px solid var(--dop-link)',
        outlineOffset: -2,
      },
      '& > svg': { fontSize: 18, transform: 'rotate(-90deg)' },
      '&[aria-expanded=true] > svg': { transform: 'none' },
    },
  },
  { name: 'DopFoldButton' },
);

/** Shows or hides the instances of a matrix. */
export function FoldButton(props: {
  row: StepRow;
  onToggle: (row: StepRow) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { row, onToggle } = props;
  const classes = useStyles();
  return (
    <button
      type="button"
      className={classes.root}
      aria-expanded={row.open}
      aria-label={
        row.open
          ? t('foldButton.fold', { title: row.title })
          : t('foldButton.unfold', { title: row.title })
      }
      onClick={() => onToggle(row)}
    >
      <ExpandIcon />
    </button>
  );
}
