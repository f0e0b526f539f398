import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { color, SafeLink, ShortHash } from '@dop/plugin-devops-react';
import type { WorkflowFinding } from '@dop/plugin-pipelines-common';
import { refName } from '../components/words';
import { editorPath, filePath } from '../links/links';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: { margin: 0, padding: 0, listStyle: 'none' },
    finding: {
      padding: '10px 14px',
      borderLeft: '4px solid',
      borderRadius: 4,
      marginBottom: 8,
      background: 'var(--dop-surface)',
    },
    where: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: '2px 10px',
      fontSize: '0.82rem',
      color: 'var(--dop-text-soft)',
    },
    source: {
      display: 'block',
      marginTop: 4,
      padding: '2px 8px',
      overflow: 'auto',
      whiteSpace: 'pre',
      fontSize: '0.8rem',
      background: 'var(--dop-surface-sunken)',
    },
  },
  { name: 'DopFindings' },
);

/** As far as it is known: what concerns a whole file has no line. */
function placeOf({ repository, file, line, column }: WorkflowFinding): string {
  return [`${repository}/${file}`, line, column].filter(Boolean).join(':');
}

/** `unknown component`; also for a rule that this page has never heard of. */
function ruleWords(rule: string): string {
  return rule.replace(/[-_]+/g, ' ');
}

/** What is wrong with workflow files: file, line, sentence. */
export function FindingsList({
  findings,
}: {
  findings: readonly WorkflowFinding[];
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  return (
    <ul className={classes.root} aria-label={t('findingsList.findings')}>
      {findings.map(finding => (
        <li
          key={`${finding.repositoryId} ${finding.ref} ${finding.file} ${finding.line} ${finding.column} ${finding.rule}`}
          className={classes.finding}
          style={{
            borderColor: color(finding.severity === 'error' ? 'red' : 'amber'),
          }}
        >
          <div>{finding.message || t('findingsList.noMessage')}</div>
          <div className={classes.where}>
            <SafeLink
              to={filePath(
                finding.repository,
                finding.commit,
                finding.file,
                finding.line,
              )}
            >
              {placeOf(finding)}
            </SafeLink>
            {finding.ref.startsWith('refs/heads/') && (
              <SafeLink
                to={editorPath({
                  repository: finding.repository,
                  ref: finding.ref,
                  path: finding.file,
                  line: finding.line,
                })}
              >
                {t('findingsList.edit')}
              </SafeLink>
            )}
            <span>{refName(finding.ref)}</span>
            <ShortHash hash={finding.commit} plain />
            <span title={finding.rule}>{ruleWords(finding.rule)}</span>
          </div>
          {finding.source && (
            <code className={classes.source}>{finding.source}</code>
          )}
        </li>
      ))}
    </ul>
  );
}
