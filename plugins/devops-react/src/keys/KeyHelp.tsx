import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Dialog from '@material-ui/core/Dialog';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import { makeStyles } from '@material-ui/core/styles';
import { devopsReactTranslationRef } from '../translation';
import { keyRegistry } from './keyRegistry';
import { useKeys } from './useKeys';

const useStyles = makeStyles(
  {
    list: {
      display: 'grid',
      gridTemplateColumns: 'max-content 1fr',
      gap: '10px 20px',
      margin: '0 0 16px',
      '& dt, & dd': { margin: 0 },
    },
    key: {
      fontFamily: 'inherit',
      fontSize: '0.8rem',
      padding: '2px 7px',
      marginRight: 4,
      border: '1px solid var(--dop-border-strong)',
      borderBottomWidth: 2,
      borderRadius: 4,
      background: 'var(--dop-surface-sunken)',
    },
  },
  { name: 'DopKeyHelp' },
);

/** `?` shows every key that works on this page. Rendered once, at the root. */
export function KeyHelp() {
  const classes = useStyles();
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const [keys, setKeys] = useState<[string, string][]>();
  useKeys({
    '?': { label: t('keys.show'), run: () => setKeys(keyRegistry.list()) },
  });
  return (
    <Dialog
      open={Boolean(keys)}
      onClose={() => setKeys(undefined)}
      fullWidth
      maxWidth="xs"
      aria-labelledby="dop-keys"
    >
      <DialogTitle id="dop-keys">{t('keys.title')}</DialogTitle>
      <DialogContent>
        <dl className={classes.list}>
          {keys?.map(([key, label]) => [
            <dt key={key}>
              {key.split(' ').map(part => (
                <kbd key={part} className={classes.key}>
                  {part}
                </kbd>
              ))}
            </dt>,
            <dd key={label}>{label}</dd>,
          ])}
        </dl>
      </DialogContent>
    </Dialog>
  );
}
