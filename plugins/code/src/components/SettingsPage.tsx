import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import type { Trust, Visibility } from '@dop/plugin-access-common';
import type { RepositoryChange } from '@dop/plugin-code-common';
import { ErrorState, SafeLink, Section } from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { settingsPath } from '../links';
import { useRepository } from './RepositoryFrame';
import { codeTranslationRef } from '../translation';

const field = { variant: 'outlined', size: 'small', fullWidth: true } as const;

/** What owners and administrators say about a repository. */
export function SettingsPage() {
  const { t } = useTranslationRef(codeTranslationRef);
  const { repository, setRepository } = useRepository();
  const api = useApi(codeApiRef);
  const navigate = useNavigate();
  const [name, setName] = useState(repository.name);
  const [description, setDescription] = useState(repository.description ?? '');
  const [visibility, setVisibility] = useState(repository.visibility);
  const [branch, setBranch] = useState(repository.defaultBranch);
  const [refs, setRefs] = useState(repository.protectedRefs.join('\n'));
  const [trust, setTrust] = useState(repository.trust);
  const [confirmation, setConfirmation] = useState('');
  const [busy, setBusy] = useState(false);
  const [saved, setSaved] = useState(false);
  const [error, setError] = useState<unknown>();
  const may = repository.may;

  async function run(work: () => Promise<void>) {
    setBusy(true);
    setSaved(false);
    setError(undefined);
    try {
      await work();
    } catch (reason) {
      setError(reason);
    } finally {
      setBusy(false);
    }
  }

  const save = () =>
    run(async () => {
      const protectedRefs = refs
        .split('\n')
        .map(line => line.trim())
        .filter(Boolean);
      const change: RepositoryChange = {
        ...(name !== repository.name && { name }),
        description,
        visibility,
        defaultBranch: branch,
        protectedRefs,
        ...(trust !== repository.trust && { trust }),
      };
      const changed = await api.change(
        repository.namespace,
        repository.name,
        change,
      );
      setRepository({ ...changed, may });
      setSaved(true);
      if (changed.name !== repository.name) {
        navigate(settingsPath(changed));
      }
    });

  const remove = () =>
    run(async () => {
      await api.remove(repository.namespace, repository.name);
      navigate('/code');
    });

  if (!may?.administer) {
    return (
      <p>
        {t('settingsPage.ownersOnly', {
          namespace: repository.namespace,
        })}
      </p>
    );
  }
  return (
    <div style={{ maxWidth: 560 }}>
      <Section title={t('settingsPage.about')}>
        <div style={{ display: 'grid', gap: 16 }}>
          <TextField
            {...field}
            label={t('settingsPage.name')}
            value={name}
            helperText={t('settingsPage.renameHelp')}
            onChange={event => setName(event.target.value.trim())}
          />
          <TextField
            {...field}
            label={t('settingsPage.description')}
            value={description}
            onChange={event => setDescription(event.target.value)}
          />
          <TextField
            {...field}
            select
            label={t('settingsPage.whoMayRead')}
            value={visibility}
            onChange={event => setVisibility(event.target.value as Visibility)}
          >
            <MenuItem value="internal">
              {t('settingsPage.visibilityInternal')}
            </MenuItem>
            <MenuItem value="private">
              {t('settingsPage.onlyTheGroup')}
            </MenuItem>
          </TextField>
        </div>
      </Section>
      <Section title={t('settingsPage.branches')}>
        <div style={{ display: 'grid', gap: 16 }}>
          <TextField
            {...field}
            label={t('settingsPage.defaultBranch')}
            value={branch}
            onChange={event => setBranch(event.target.value.trim())}
          />
          <TextField
            {...field}
            multiline
            minRows={3}
            label={t('settingsPage.protectedRefs')}
            value={refs}
            helperText={t('settingsPage.protectedRefsHelp')}
            onChange={event => setRefs(event.target.value)}
          />
        </div>
      </Section>
      <Section title={t('settingsPage.trust')}>
        <TextField
          {...field}
          select
          label={t('settingsPage.trustLabel')}
          value={trust}
          disabled={!may.trust}
          helperText={
            may.trust
              ? t('settingsPage.trustHelp')
              : t('settingsPage.trustAdministratorsOnly')
          }
          onChange={event => setTrust(event.target.value as Trust)}
        >
          <MenuItem value="none">{t('settingsPage.nothing')}</MenuItem>
          <MenuItem value="protectedRefs">
            {t('settingsPage.itsProtectedRefs')}
          </MenuItem>
          <MenuItem value="members">{t('settingsPage.trustAll')}</MenuItem>
        </TextField>
      </Section>
      {error !== undefined && (
        <ErrorState error={error} title={t('settingsPage.failed')} />
      )}
      <p>
        <Button
          variant="contained"
          color="primary"
          disableElevation
          disabled={busy}
          onClick={save}
        >
          {t('settingsPage.save')}
        </Button>{' '}
        <span role="status">{saved ? t('settingsPage.saved') : ''}</span>
      </p>
      <Section title={t('settingsPage.secrets')}>
        <p style={{ margin: 0 }}>
          {t('settingsPage.secretsHelp', {
            link: (
              <SafeLink
                to={`/pipelines/secrets?namespace=${repository.namespace}`}
              >
                {t('settingsPage.secretsOf', {
                  namespace: repository.namespace,
                })}
              </SafeLink>
            ),
          })}
        </p>
      </Section>
      <Section title={t('settingsPage.delete')}>
        <p>{t('settingsPage.deleteHelp')}</p>
        <TextField
          {...field}
          label={repository.name}
          value={confirmation}
          onChange={event => setConfirmation(event.target.value)}
        />
        <p>
          <Button
            variant="outlined"
            style={{ color: 'var(--dop-red)', borderColor: 'currentColor' }}
            disabled={busy || confirmation !== repository.name}
            onClick={remove}
          >
            {t('settingsPage.deleteTitle', {
              namespace: repository.namespace,
              name: repository.name,
            })}
          </Button>
        </p>
      </Section>
    </div>
  );
}
