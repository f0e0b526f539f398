import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { configApiRef, useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { CopyButton, monospaceFamily } from '@dop/plugin-devops-react';
import { testReportsTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      display: 'flex',
      alignItems: 'flex-start',
      gap: 8,
      padding: '8px 12px',
      border: '1px solid var(--dop-border)',
      borderRadius: 6,
      background: 'var(--dop-surface)',
    },
    command: {
      flex: 1,
      margin: 0,
      fontFamily: monospaceFamily,
      fontSize: '0.8rem',
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
    },
  },
  { name: 'DopUploadHint' },
);

/** The command by which any other CI sends its report. */
export function UploadHint({ repository }: { repository?: string }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const classes = useStyles();
  const baseUrl = useApi(configApiRef).getString('backend.baseUrl');
  const command = `curl --fail -X PUT -H "Authorization: Bearer $TOKEN" --data-binary @junit.xml \\
  "${baseUrl}/api/test-reports/reports?repository=${
    repository ?? '<namespace>/<name>'
  }&commit=$(git rev-parse HEAD)&branch=$(git branch --show-current)&name=unit"`;
  return (
    <div className={classes.root}>
      <pre className={classes.command}>{command}</pre>
      <CopyButton text={command} what={t('uploadHint.command')} />
    </div>
  );
}
