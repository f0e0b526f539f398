import { makeStyles } from '@material-ui/core/styles';
import { CopyButton } from '@dop/plugin-devops-react';

const useStyles = makeStyles(
  {
    root: {
      display: 'flex',
      alignItems: 'flex-start',
      gap: 8,
      padding: '8px 12px',
      border: '1px solid var(--dop-border)',
      borderRadius: 6,
      background: 'var(--dop-surface-sunken)',
      '& code': {
        flex: 1,
        minWidth: 0,
        fontFamily: 'ui-monospace, SFMono-Regular, Menlo, monospace',
        fontSize: '0.8rem',
        lineHeight: 1.7,
        overflowWrap: 'anywhere',
        whiteSpace: 'pre-wrap',
      },
    },
  },
  { name: 'DopSecretLine' },
);

/** Text to be copied as it is. */
export function SecretLine({ text, what }: { text: string; what: string }) {
  const classes = useStyles();
  return (
    <div className={classes.root}>
      <code>{text}</code>
      <CopyButton text={text} what={what} size={16} />
    </div>
  );
}
