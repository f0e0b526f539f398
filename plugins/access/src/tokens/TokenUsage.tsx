import {
  configApiRef,
  useApi,
  useTranslationRef,
  type TranslationFunction,
} from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import { RelativeTime, Section } from '@dop/plugin-devops-react';
import type { PersonalToken, TokenScope } from '@dop/plugin-access-common';
import { SecretLine } from './SecretLine';
import { accessTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: {
      display: 'flex',
      flexDirection: 'column',
      gap: 12,
      '& p': { margin: 0 },
      '& h3': { margin: '4px 0 -4px', fontSize: '0.875rem', fontWeight: 600 },
    },
  },
  { name: 'DopTokenUsage' },
);

export interface TokenUsageProps {
  token: PersonalToken;
  secret: string;
  accountName: string;
  onDone: () => void;
}

/** A new token, shown once, with what it is good for. */
export function TokenUsage(props: TokenUsageProps) {
  const { t } = useTranslationRef(accessTranslationRef);
  const { token, secret, accountName, onDone } = props;
  const classes = useStyles();
  const baseUrl = useApi(configApiRef).getString('backend.baseUrl');
  return (
    <Section title={t('tokenUsage.yourNewToken', { name: token.name })} panel>
      <div className={classes.root}>
        <p>
          {t('tokenUsage.copyNow', {
            time: <RelativeTime time={token.expiresAt} />,
          })}
        </p>
        <SecretLine text={secret} what={t('tokenUsage.token')} />
        {usagesOf(t, token.scopes, baseUrl, accountName).map(
          ({ title, command }) => [
            <h3 key={`${title}-title`}>{title}</h3>,
            <SecretLine
              key={title}
              text={command}
              what={t('tokenUsage.command')}
            />,
          ],
        )}
        <div>
          <Button
            variant="contained"
            color="primary"
            size="small"
            disableElevation
            onClick={onDone}
          >
            {t('tokenUsage.copied')}
          </Button>
        </div>
      </div>
    </Section>
  );
}

function usagesOf(
  t: TranslationFunction<typeof accessTranslationRef.T>,
  scopes: TokenScope[],
  baseUrl: string,
  accountName: string,
): { title: string; command: string }[] {
  const has = (...wanted: TokenScope[]) =>
    scopes.includes('api') || wanted.some(scope => scopes.includes(scope));
  const { host, protocol } = new URL(baseUrl);
  return [
    ...(has('repository:read', 'repository:write')
      ? [
          {
            title: t('tokenUsage.forGit'),
            command: `git clone ${protocol}//${accountName}@${host}/git/<group>/<repository>.git`,
          },
        ]
      : []),
    ...(has('registry:read', 'registry:write')
      ? [
          {
            title: t('tokenUsage.forRegistry'),
            command: `echo "$TOKEN" | docker login ${host} --username ${accountName} --password-stdin`,
          },
        ]
      : []),
    ...(has('reports:write')
      ? [
          {
            title: t('tokenUsage.forReports'),
            command: `curl --fail -X PUT -H "Authorization: Bearer $TOKEN" --data-binary @junit.xml "${baseUrl}/api/test-reports/reports?repository=<group>/<name>&name=unit&commit=<sha>"`,
          },
        ]
      : []),
    ...(scopes.includes('api')
      ? [
          {
            title: t('tokenUsage.forApi'),
            command: `curl -H "Authorization: Bearer $TOKEN" ${baseUrl}/api/access/me`,
          },
        ]
      : []),
  ];
}
