import { useState, type FormEvent } from 'react';
import { useLocation, useNavigate } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import Chip from '@material-ui/core/Chip';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import Divider from '@material-ui/core/Divider';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import ExpandIcon from '@material-ui/icons/ExpandMore';
import ViewIcon from '@material-ui/icons/BookmarkBorder';
import { devopsReactTranslationRef } from '../translation';
import { useSavedViews, viewQuery } from './useSavedViews';

export interface SavedViewsProps {
  /** Name of the list that the views belong to: `repositories`. */
  list: string;
  /** Look of the chip. */
  className?: string;
}

/** A chip with the person's named filters of a list. */
export function SavedViews({ list, className }: SavedViewsProps) {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const saved = useSavedViews(list);
  const { search } = useLocation();
  const navigate = useNavigate();
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [naming, setNaming] = useState(false);
  if (!saved) {
    return null;
  }
  const query = viewQuery(search);
  const shown = saved.views.find(view => view.query === query);
  const close = () => setAnchor(undefined);
  return (
    <>
      <Chip
        variant="outlined"
        className={className}
        icon={<ViewIcon />}
        label={
          shown ? t('views.shown', { name: shown.name }) : t('views.views')
        }
        aria-haspopup="menu"
        onClick={event => setAnchor(event.currentTarget)}
        onDelete={event => setAnchor(event.currentTarget.parentElement)}
        deleteIcon={<ExpandIcon />}
      />
      <Menu
        anchorEl={anchor}
        open={Boolean(anchor)}
        onClose={close}
        getContentAnchorEl={null}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
      >
        {saved.views.map(view => (
          <MenuItem
            key={view.name}
            dense
            selected={view === shown}
            onClick={() => {
              close();
              navigate({ search: view.query });
            }}
          >
            {view.name}
          </MenuItem>
        ))}
        {saved.views.length > 0 && <Divider />}
        {shown ? (
          <MenuItem
            dense
            onClick={() => {
              close();
              saved.remove(shown.name);
            }}
          >
            {t('views.forget', { name: shown.name })}
          </MenuItem>
        ) : (
          <MenuItem
            dense
            disabled={query === ''}
            onClick={() => {
              close();
              setNaming(true);
            }}
          >
            {query === '' ? t('views.chooseFilter') : t('views.saveThis')}
          </MenuItem>
        )}
      </Menu>
      {naming && (
        <NameDialog
          onClose={() => setNaming(false)}
          onName={name => {
            setNaming(false);
            // What the page wrote into the address without the router, too.
            saved.save({ name, query: viewQuery(window.location.search) });
          }}
        />
      )}
    </>
  );
}

/** Who opened the dialog wants to type. */
function focus(input: HTMLInputElement | null) {
  input?.focus();
}

function NameDialog(props: {
  onClose: () => void;
  onName: (name: string) => void;
}) {
  const { t } = useTranslationRef(devopsReactTranslationRef);
  const [name, setName] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim()) {
      props.onName(name.trim());
    }
  };
  return (
    <Dialog
      open
      onClose={props.onClose}
      maxWidth="xs"
      fullWidth
      aria-label={t('views.saveTitle')}
    >
      <form onSubmit={submit}>
        <DialogTitle>{t('views.saveTitle')}</DialogTitle>
        <DialogContent>
          <TextField
            inputRef={focus}
            fullWidth
            variant="outlined"
            size="small"
            id="view-name"
            label={t('views.name')}
            value={name}
            inputProps={{ maxLength: 60 }}
            helperText={t('views.nameHelp')}
            onChange={event => setName(event.target.value)}
          />
        </DialogContent>
        <DialogActions>
          <Button onClick={props.onClose}>{t('views.cancel')}</Button>
          <Button
            type="submit"
            color="primary"
            variant="contained"
            disableElevation
            disabled={!name.trim()}
          >
            {t('views.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
