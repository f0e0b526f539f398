import { useId, useState, type FormEvent } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import TextField from '@material-ui/core/TextField';
import { ErrorState } from '@dop/plugin-devops-react';
import { codeTranslationRef } from '../translation';
import type { useWork } from './useWork';

/** In characters, as the API takes them. */
const maxTitle = 250;
const maxDescription = 65_536;

/** What a pull request says. */
export function PullRequestForm(props: {
  title: string;
  description: string;
  /** On the button: `Save`. */
  action: string;
  /** Said when it fails: `This was not saved`. */
  failure: string;
  work: ReturnType<typeof useWork>;
  onCancel?: () => void;
  onSubmit: (texts: { title: string; description: string }) => void;
}) {
  const { action, failure, work, onCancel, onSubmit } = props;
  const { t } = useTranslationRef(codeTranslationRef);
  const id = useId();
  const [title, setTitle] = useState(props.title.slice(0, maxTitle));
  const [description, setDescription] = useState(props.description);

  function submit(event: FormEvent) {
    event.preventDefault();
    onSubmit({ title: title.trim(), description });
  }

  return (
    <form
      onSubmit={submit}
      style={{ display: 'grid', gap: 16, maxWidth: 720, margin: '16px 0 24px' }}
    >
      <TextField
        id={`${id}title`}
        required
        label={t('pullRequestForm.title')}
        variant="outlined"
        size="small"
        value={title}
        onChange={event => setTitle(event.target.value)}
        inputProps={{ maxLength: maxTitle }}
      />
      <TextField
        id={`${id}description`}
        multiline
        minRows={4}
        maxRows={20}
        label={t('pullRequestForm.description')}
        helperText={t('pullRequestForm.descriptionHelp')}
        variant="outlined"
        size="small"
        value={description}
        onChange={event => setDescription(event.target.value)}
        inputProps={{ maxLength: maxDescription }}
      />
      {work.error !== undefined && (
        <ErrorState error={work.error} title={failure} />
      )}
      <div style={{ display: 'flex', gap: 8 }}>
        <Button
          type="submit"
          variant="contained"
          color="primary"
          disableElevation
          disabled={work.busy || title.trim() === ''}
        >
          {action}
        </Button>
        {onCancel && (
          <Button disabled={work.busy} onClick={onCancel}>
            {t('pullRequestForm.cancel')}
          </Button>
        )}
      </div>
    </form>
  );
}
