import { useState, type FormEvent } from 'react';
import { useNavigate } from 'react-router-dom';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import {
  ErrorState,
  Loading,
  PageShell,
  Sentence,
  useLoad,
} from '@dop/plugin-devops-react';
import { editorPath, workflowsPath } from '../links/links';
import { pipelinesTranslationRef } from '../translation';
import { Field } from './fields/Field';
import { useFieldStyles } from './fields/useFieldStyles';
import { useCode } from './file/useCode';

const namePattern = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Where a new workflow will be: its repository and its name. */
export function NewWorkflow({ repository }: { repository?: string }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useFieldStyles();
  const code = useCode();
  const navigate = useNavigate();
  const [search, setSearch] = useState('');
  const [chosen, setChosen] = useState(repository ?? '');
  const [name, setName] = useState('');
  const found = useLoad(`repositories ${search}`, () =>
    code.repositories({ ...(search && { search }), limit: 50 }),
  );
  const names = (found.value?.items ?? []).map(
    each => `${each.namespace}/${each.name}`,
  );
  const choices = [...new Set([...(chosen ? [chosen] : []), ...names])];
  const good = namePattern.test(name);
  const begin = (event: FormEvent) => {
    event.preventDefault();
    if (chosen && good) {
      navigate(editorPath({ repository: chosen, path: `.dop/${name}.yaml` }));
    }
  };
  return (
    <PageShell
      title={t('editor.create.title')}
      crumbs={[{ label: t('editor.page.workflows'), to: workflowsPath }]}
      sentence={<Sentence>{t('editor.create.sentence')}</Sentence>}
      reading
    >
      <form onSubmit={begin} style={{ maxWidth: 480 }}>
        <Field id="dop-new-repository" label={t('editor.create.repository')}>
          <input
            type="search"
            className={classes.input}
            style={{ marginBottom: 4 }}
            aria-label={t('editor.create.search')}
            placeholder={t('editor.create.search')}
            value={search}
            onChange={event => setSearch(event.target.value)}
          />
          {found.error !== undefined && (
            <ErrorState
              error={found.error}
              title={t('editor.create.failed')}
              onRetry={found.reload}
            />
          )}
          {found.loading && !found.value && (
            <Loading what={t('editor.create.repositoriesInText')} />
          )}
          {found.value && choices.length === 0 && (
            <p className={classes.help}>{t('editor.create.none')}</p>
          )}
          <select
            id="dop-new-repository"
            className={classes.input}
            size={Math.min(8, Math.max(2, choices.length))}
            required
            value={chosen}
            onChange={event => setChosen(event.target.value)}
          >
            {choices.map(each => (
              <option key={each} value={each}>
                {each}
              </option>
            ))}
          </select>
        </Field>
        <Field
          id="dop-new-name"
          label={t('editor.create.name')}
          help={t('editor.create.nameHelp', { name: name || 'delivery' })}
        >
          <input
            id="dop-new-name"
            className={classes.input}
            autoComplete="off"
            required
            value={name}
            aria-invalid={name !== '' && !good}
            onChange={event => setName(event.target.value)}
          />
          {name !== '' && !good && (
            <p className={classes.problem} role="alert">
              {t('editor.create.badName')}
            </p>
          )}
        </Field>
        <Button
          type="submit"
          variant="contained"
          color="primary"
          disableElevation
          disabled={!chosen || !good}
        >
          {t('editor.create.begin')}
        </Button>
      </form>
    </PageShell>
  );
}
