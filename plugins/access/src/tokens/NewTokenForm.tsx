import { useState, type FormEvent } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import Checkbox from '@material-ui/core/Checkbox';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import { makeStyles } from '@material-ui/core/styles';
import { ErrorState, Section } from '@dop/plugin-devops-react';
import {
  tokenScopes,
  type PersonalToken,
  type TokenScope,
} from '@dop/plugin-access-common';
import { accessApiRef } from '../api/AccessApi';
import { TextLine } from '../entry/fields';
import { accessTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    form: {
      display: 'flex',
      flexDirection: 'column',
      gap: 16,
      maxWidth: 560,
    },
    scopes: { display: 'flex', flexDirection: 'column' },
    scope: { marginLeft: -9, '& span': { fontSize: '0.875rem' } },
    code: { fontFamily: 'ui-monospace, Menlo, monospace', marginRight: 8 },
    soft: { color: 'var(--dop-text-soft)' },
    actions: { display: 'flex', gap: 8 },
  },
  { name: 'DopNewTokenForm' },
);

const lifetimes = [7, 30, 90, 365];

export interface NewTokenFormProps {
  onClose: () => void;
  onCreated: (made: { token: PersonalToken; secret: string }) => void;
}

/** Name, scopes and end of a new token. */
export function NewTokenForm({ onClose, onCreated }: NewTokenFormProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const classes = useStyles();
  const api = useApi(accessApiRef);
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<TokenScope[]>([]);
  const [days, setDays] = useState(30);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const ready = name.trim() !== '' && scopes.length > 0;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      onCreated(
        await api.createToken({
          name: name.trim(),
          scopes,
          expiresAt: new Date(Date.now() + days * 24 * 3600_000).toISOString(),
        }),
      );
    } catch (caught) {
      setError(caught);
      setBusy(false);
    }
  };
  return (
    <Section title={t('newTokenForm.makeAToken')} panel>
      <form className={classes.form} onSubmit={submit} noValidate>
        <TextLine
          label={t('newTokenForm.name')}
          value={name}
          onChange={setName}
          autoComplete="off"
          first
          helperText={t('newTokenForm.nameHelp')}
        />
        <div
          className={classes.scopes}
          role="group"
          aria-label={t('newTokenForm.scopes')}
        >
          {tokenScopes.map(({ scope, description }) => (
            <FormControlLabel
              key={scope}
              className={classes.scope}
              control={
                <Checkbox
                  color="primary"
                  size="small"
                  checked={scopes.includes(scope)}
                  onChange={event =>
                    setScopes(
                      event.target.checked
                        ? [...scopes, scope]
                        : scopes.filter(other => other !== scope),
                    )
                  }
                />
              }
              label={
                <>
                  <span className={classes.code}>{scope}</span>
                  <span className={classes.soft}>{description}</span>
                </>
              }
            />
          ))}
        </div>
        <TextField
          select
          id="token-lifetime"
          label={t('newTokenForm.endsAfter')}
          variant="outlined"
          size="small"
          value={days}
          onChange={event => setDays(Number(event.target.value))}
        >
          {lifetimes.map(value => (
            <MenuItem key={value} value={value}>
              {t('newTokenForm.days', { days: String(value) })}
            </MenuItem>
          ))}
        </TextField>
        {error !== undefined && (
          <ErrorState error={error} title={t('newTokenForm.createFailed')} />
        )}
        <div className={classes.actions}>
          <Button
            type="submit"
            variant="contained"
            color="primary"
            disableElevation
            disabled={!ready || busy}
          >
            {t('newTokenForm.makeTheToken')}
          </Button>
          <Button onClick={onClose}>{t('newTokenForm.cancel')}</Button>
        </div>
      </form>
    </Section>
  );
}
