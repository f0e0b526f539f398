import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import TextField from '@material-ui/core/TextField';
import { useAction } from '../components/useAction';
import { pipelinesTranslationRef } from '../translation';
import { useCode } from './file/useCode';
import { isSame, type WorkflowFile } from './file/useWorkflowFile';

/** The bytes of a text as base64. */
function base64(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) {
    bytes += String.fromCharCode(byte);
  }
  return btoa(bytes);
}

/**
 * Commits the text on top of its branch. What somebody else made of the file
 * meanwhile is never overwritten.
 */
export function SaveWorkflow(props: {
  file: WorkflowFile;
  text: string;
  /** In the file, as it is. */
  errors: number;
  onClose: () => void;
  onSaved: (branch: string) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { file, text, errors, onClose, onSaved } = props;
  const { path, ref, loaded } = file;
  const code = useCode();
  const [message, setMessage] = useState<string>(
    t(loaded?.exists ? 'editor.save.change' : 'editor.save.create', { path }),
  );
  const save = useAction(t('editor.save.failed'), async () => {
    const [namespace, name] = file.repository.split('/');
    const newest = await file.look();
    if (!loaded || !newest || !isSame(loaded, newest)) {
      throw new Error(t('editor.save.refused'));
    }
    const { sha } = await code.makeCommit(namespace, name, {
      branch: ref,
      message,
      files: [
        {
          path,
          content: base64(text),
          ...(loaded.executable && { executable: true }),
        },
      ],
      expectedHead: newest.head,
    });
    file.rebase({ ...loaded, text, head: sha, exists: true });
    onSaved(ref);
  });
  return (
    <Dialog
      open
      onClose={() => !save.busy && onClose()}
      fullWidth
      maxWidth="sm"
      aria-labelledby="dop-save-workflow"
    >
      <DialogTitle id="dop-save-workflow">
        {t('editor.save.title', { path })}
      </DialogTitle>
      <DialogContent>
        {errors > 0 && <p>{t('editor.save.errors', { count: errors })}</p>}
        <TextField
          id="dop-save-message"
          label={t('editor.save.message')}
          value={message}
          onChange={event => setMessage(event.target.value)}
          helperText={`${t('editor.save.branch')}: ${ref}`}
          fullWidth
          disabled={save.busy}
        />
        <div style={{ marginTop: 12 }}>{save.problem}</div>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose} disabled={save.busy}>
          {t('editor.save.cancel')}
        </Button>
        <Button
          variant="contained"
          color="primary"
          disableElevation
          disabled={save.busy || message.trim() === ''}
          onClick={() => save.run()}
        >
          {t('editor.save.commit')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
