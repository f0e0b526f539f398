import { useId, useState, type FormEvent } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { usePhone } from '@dop/plugin-devops-react';
import type { Secret } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { useAction } from '../components/useAction';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    content: { display: 'flex', flexDirection: 'column', gap: 16 },
    // Of several lines, which a password field cannot hold.
    hidden: { '& textarea': { WebkitTextSecurity: 'disc' } },
    actions: { padding: '16px 24px' },
  },
  { name: 'DopSecretDialog' },
);

const field = { variant: 'outlined', size: 'small', fullWidth: true } as const;

/** Makes a secret, or changes its value or who may read it. */
export function SecretDialog(props: {
  /** Absent for a new one. */
  secret?: Secret;
  /** Group of a new one. */
  namespace?: string;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { secret, namespace, onClose, onDone } = props;
  const api = useApi(pipelinesApiRef);
  const classes = useStyles();
  const phone = usePhone();
  const id = useId();
  const [name, setName] = useState(
    secret?.name ?? (namespace ? `${namespace}/` : ''),
  );
  const [value, setValue] = useState('');
  const [repositories, setRepositories] = useState(
    linesOf(secret?.repositories),
  );
  const [refs, setRefs] = useState(linesOf(secret?.refs));
  const save = useAction(t('secretDialog.failed'), async () => {
    const [chosen, patterns] = [listOf(repositories), listOf(refs)];
    await api.putSecret(name.trim(), {
      value: value || undefined,
      repositories: chosen.length > 0 ? chosen : 'all',
      refs: patterns.length > 0 ? patterns : 'protected',
    });
    onDone();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.run();
  };
  return (
    <Dialog
      open
      onClose={save.busy ? undefined : onClose}
      fullWidth
      fullScreen={phone}
      maxWidth="sm"
      aria-labelledby={id}
    >
      <form onSubmit={submit} noValidate autoComplete="off">
        <DialogTitle id={id}>
          {secret
            ? t('secretDialog.change', { name: secret.name })
            : t('secretDialog.make')}
        </DialogTitle>
        <DialogContent className={classes.content}>
          {!secret && (
            <TextField
              {...field}
              id={`${id}-name`}
              label={t('secretDialog.name')}
              placeholder="shop/npm-token"
              helperText={t('secretDialog.nameHelp')}
              value={name}
              onChange={event => setName(event.target.value)}
            />
          )}
          <TextField
            {...field}
            id={`${id}-value`}
            className={classes.hidden}
            multiline
            minRows={1}
            maxRows={4}
            label={t('secretDialog.value')}
            helperText={
              secret
                ? t('secretDialog.keepsValue')
                : t('secretDialog.valueHelp')
            }
            value={value}
            onChange={event => setValue(event.target.value)}
            inputProps={{ spellCheck: false, autoComplete: 'off' }}
          />
          <TextField
            {...field}
            id={`${id}-repositories`}
            multiline
            minRows={2}
            maxRows={6}
            label={t('secretDialog.repositories')}
            helperText={t('secretDialog.repositoriesHelp')}
            value={repositories}
            onChange={event => setRepositories(event.target.value)}
          />
          <TextField
            {...field}
            id={`${id}-refs`}
            multiline
            minRows={2}
            maxRows={6}
            label={t('secretDialog.refs')}
            helperText={t('secretDialog.refsHelp')}
            value={refs}
            onChange={event => setRefs(event.target.value)}
          />
          {save.problem}
        </DialogContent>
        <DialogActions className={classes.actions}>
          <Button onClick={onClose} disabled={save.busy}>
            {t('secretDialog.cancel')}
          </Button>
          <Button
            type="submit"
            variant="contained"
            color="primary"
            disableElevation
            disabled={save.busy || !name.trim() || (!secret && !value)}
          >
            {t('secretDialog.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function linesOf(list: string[] | string | undefined): string {
  return Array.isArray(list) ? list.join('\n') : '';
}

function listOf(lines: string): string[] {
  return lines
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);
}
