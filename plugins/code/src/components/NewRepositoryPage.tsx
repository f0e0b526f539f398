import { useTranslationRef } from '@backstage/frontend-plugin-api';
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
import { codeTranslationRef } from '../translation';

/** `/code/new`: an empty repository. */
export function NewRepositoryPage() {
  const { t } = useTranslationRef(codeTranslationRef);
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
      title={t('newRepositoryPage.newRepository')}
      crumbs={[{ label: t('newRepositoryPage.repositories'), to: '/code' }]}
      reading
      sentence={<Sentence>{t('newRepositoryPage.introduction')}</Sentence>}
    >
      <Await
        loaded={groups}
        what={t('newRepositoryPage.groups')}
        title={t('newRepositoryPage.groupsFailed')}
      >
        {choices => (
          <form
            onSubmit={submit}
            style={{ display: 'grid', gap: 16, maxWidth: 480 }}
          >
            <TextField
              select
              required
              label={t('newRepositoryPage.group')}
              variant="outlined"
              size="small"
              value={group}
              onChange={event => setNamespace(event.target.value)}
              helperText={t('newRepositoryPage.ownerHelp')}
            >
              {choices.map(each => (
                <MenuItem key={each.name} value={each.name}>
                  {each.title}
                </MenuItem>
              ))}
            </TextField>
            <TextField
              required
              label={t('newRepositoryPage.name')}
              variant="outlined"
              size="small"
              value={name}
              error={problem !== undefined}
              helperText={problem ?? t('newRepositoryPage.nameHelp')}
              onChange={event => setName(event.target.value.trim())}
            />
            <TextField
              label={t('newRepositoryPage.description')}
              variant="outlined"
              size="small"
              value={description}
              onChange={event => setDescription(event.target.value)}
              inputProps={{ maxLength: 1000 }}
            />
            <TextField
              select
              label={t('newRepositoryPage.whoMayRead')}
              variant="outlined"
              size="small"
              value={visibility}
              onChange={event =>
                setVisibility(event.target.value as Visibility)
              }
            >
              <MenuItem value="internal">
                {t('newRepositoryPage.visibilityInternal')}
              </MenuItem>
              <MenuItem value="private">
                {t('newRepositoryPage.onlyTheGroup')}
              </MenuItem>
            </TextField>
            {error !== undefined && (
              <ErrorState
                error={error}
                title={t('newRepositoryPage.createFailed')}
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
                {t('newRepositoryPage.create')}
              </Button>
            </div>
          </form>
        )}
      </Await>
    </PageShell>
  );
}
