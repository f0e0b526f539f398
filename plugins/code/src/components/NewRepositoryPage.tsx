import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { useApi } from '@backstage/core-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import Button from '@material-ui/core/Button';
import MenuItem from '@material-ui/core/MenuItem';
import TextField from '@material-ui/core/TextField';
import {
  repositoryNameProblem,
  type Visibility,
} from '@dop/plugin-access-common';
import {
  ErrorState,
  PageShell,
  Sentence,
  useLoad,
} from '@dop/plugin-devops-react';
import { codeApiRef } from '../api/codeApiRef';
import { repositoryPath } from '../links';
import { Await } from './Await';

/** `/code/new`: an empty repository. */
export function NewRepositoryPage() {
  const api = useApi(codeApiRef);
  const catalog = useApi(catalogApiRef);
  const navigate = useNavigate();
  const groups = useLoad('groups', async () => {
    const { items } = await catalog.getEntities({
      filter: { kind: 'group', 'metadata.namespace': 'default' },
      fields: ['metadata.name', 'metadata.title'],
    });
    return items.map(({ metadata }) => ({
      name: metadata.name,
      title: metadata.title ?? metadata.name,
    }));
  });
  const [namespace, setNamespace] = useState('');
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [visibility, setVisibility] = useState<Visibility>('internal');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const problem = name ? repositoryNameProblem(name) : undefined;
  const group = namespace || (groups.value?.[0]?.name ?? '');

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    try {
      const repository = await api.create({
        namespace: group,
        name,
        visibility,
        ...(description && { description }),
      });
      navigate(repositoryPath(repository));
    } catch (reason) {
      setError(reason);
      setBusy(false);
    }
  }

  return (
    <PageShell
      title="New repository"
      crumbs={[{ label: 'Repositories', to: '/code' }]}
      reading
      sentence={
        <Sentence>
          An empty repository for a group. To begin with source, tests and a
          workflow, create a service from a template instead.
        </Sentence>
      }
    >
      <Await
        loaded={groups}
        what="groups"
        title="The groups could not be loaded"
      >
        {choices => (
          <form
            onSubmit={submit}
            style={{ display: 'grid', gap: 16, maxWidth: 480 }}
          >
            <TextField
              select
              required
              label="Group"
              variant="outlined"
              size="small"
              value={group}
              onChange={event => setNamespace(event.target.value)}
              helperText="The owner. You have to be in it."
            >
              {choices.map(each => (
                <MenuItem key={each.name} value={each.name}>
                  {each.title}
                </MenuItem>
              ))}
            </TextField>
            <TextField
              required
              label="Name"
              variant="outlined"
              size="small"
              value={name}
              error={problem !== undefined}
              helperText={problem ?? 'Also the last part of its address.'}
              onChange={event => setName(event.target.value.trim())}
            />
            <TextField
              label="Description"
              variant="outlined"
              size="small"
              value={description}
              onChange={event => setDescription(event.target.value)}
              inputProps={{ maxLength: 1000 }}
            />
            <TextField
              select
              label="Who may read"
              variant="outlined"
              size="small"
              value={visibility}
              onChange={event =>
                setVisibility(event.target.value as Visibility)
              }
            >
              <MenuItem value="internal">Everybody who is signed in</MenuItem>
              <MenuItem value="private">Only the group</MenuItem>
            </TextField>
            {error !== undefined && (
              <ErrorState
                error={error}
                title="The repository was not created"
              />
            )}
            <div>
              <Button
                type="submit"
                variant="contained"
                color="primary"
                disableElevation
                disabled={busy || !name || !group || problem !== undefined}
              >
                Create
              </Button>
            </div>
          </form>
        )}
      </Await>
    </PageShell>
  );
}
