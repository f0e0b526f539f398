import { useId } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useApi } from '@backstage/core-plugin-api';
import Button from '@material-ui/core/Button';
import Dialog from '@material-ui/core/Dialog';
import DialogActions from '@material-ui/core/DialogActions';
import DialogContent from '@material-ui/core/DialogContent';
import DialogTitle from '@material-ui/core/DialogTitle';
import type { Secret } from '@dop/plugin-pipelines-common';
import { pipelinesApiRef } from '../api/apis';
import { useAction } from '../components/useAction';
import { pipelinesTranslationRef } from '../translation';

/** Asks once more: a deleted value is gone for good. */
export function DeleteSecret(props: {
  secret: Secret;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { secret, onClose, onDone } = props;
  const api = useApi(pipelinesApiRef);
  const id = useId();
  const remove = useAction(t('deleteSecret.failed'), async () => {
    await api.deleteSecret(secret.name);
    onDone();
  });
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby={id}>
      <DialogTitle id={id}>
        {t('deleteSecret.title', { name: secret.name })}
      </DialogTitle>
      <DialogContent>
        <p style={{ marginTop: 0 }}>{t('deleteSecret.help')}</p>
        {remove.problem}
      </DialogContent>
      <DialogActions style={{ padding: '16px 24px' }}>
        <Button onClick={onClose}>{t('deleteSecret.cancel')}</Button>
        <Button
          variant="contained"
          color="secondary"
          disableElevation
          disabled={remove.busy}
          onClick={() => remove.run()}
        >
          {t('deleteSecret.delete')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
