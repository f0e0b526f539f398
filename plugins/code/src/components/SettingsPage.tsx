import { useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import type { Trust, Visibility } from '@dop/plugin-access-common';
import type { RepositoryChange } from '@dop/plugin-code-common';
import { ErrorState, Section } from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { settingsPath } from '../links';
import { useRepository } from './RepositoryFrame';

const field = { variant: 'outlined', size: 'small', fullWidth: true } as const;

/** What owners and administrators say about a repository. */
export function SettingsPage() {
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
        Only owners of {repository.namespace} and administrators may change
        this.
      </p>
    );
  }
  return (
    <div style={{ maxWidth: 560 }}>
      <Section title="About">
        <div style={{ display: 'grid', gap: 16 }}>
          <TextField
            {...field}
            label="Name"
            value={name}
            helperText="Addresses under the old name end to work at once."
            onChange={event => setName(event.target.value.trim())}
          />
          <TextField
            {...field}
            label="Description"
            value={description}
            onChange={event => setDescription(event.target.value)}
          />
          <TextField
            {...field}
            select
            label="Who may read"
            value={visibility}
            onChange={event => setVisibility(event.target.value as Visibility)}
          >
            <MenuItem value="internal">Everybody who is signed in</MenuItem>
            <MenuItem value="private">Only the group</MenuItem>
          </TextField>
        </div>
      </Section>
      <Section title="Branches">
        <div style={{ display: 'grid', gap: 16 }}>
          <TextField
            {...field}
            label="Default branch"
            value={branch}
            onChange={event => setBranch(event.target.value.trim())}
          />
          <TextField
            {...field}
            multiline
            minRows={3}
            label="Protected refs"
            value={refs}
            helperText="One on each line, such as refs/heads/main or refs/tags/*. Members add to them; only owners and administrators rewrite or delete them."
            onChange={event => setRefs(event.target.value)}
          />
        </div>
      </Section>
      <Section title="Trust">
        <TextField
          {...field}
          select
          label="May run outside a sandbox"
          value={trust}
          disabled={!may.trust}
          helperText={
            may.trust
              ? 'Steps of a trusted repository may run as programs on the portal’s machine.'
              : 'Only an administrator gives trust.'
          }
          onChange={event => setTrust(event.target.value as Trust)}
        >
          <MenuItem value="none">Nothing</MenuItem>
          <MenuItem value="protectedRefs">Its protected refs</MenuItem>
          <MenuItem value="members">All that its members push</MenuItem>
        </TextField>
      </Section>
      {error !== undefined && (
        <ErrorState error={error} title="This was not done" />
      )}
      <p>
        <Button
          variant="contained"
          color="primary"
          disableElevation
          disabled={busy}
          onClick={save}
        >
          Save
        </Button>{' '}
        <span role="status">{saved ? 'Saved.' : ''}</span>
      </p>
      <Section title="Delete">
        <p>
          Deletes the repository with all its commits, for good. Its images and
          reports stay. To do so, write its name.
        </p>
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
            Delete {repository.namespace}/{repository.name}
          </Button>
        </p>
      </Section>
    </div>
  );
}
