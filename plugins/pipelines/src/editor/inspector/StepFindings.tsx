import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { color } from '@dop/plugin-devops-react';
import { pipelinesTranslationRef } from '../../translation';
import type { Problem } from '../model/problems';
import { useInspectorStyles } from './useInspectorStyles';

/** What is wrong here, above the form. */
export function StepFindings({ problems }: { problems: readonly Problem[] }) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useInspectorStyles();
  if (problems.length === 0) {
    return null;
  }
  return (
    <ul className={classes.findings} aria-label={t('editor.inspector.wrong')}>
      {problems.map(({ finding, from }) => (
        <li
          key={`${from} ${finding.rule} ${finding.message}`}
          className={classes.finding}
          style={{
            borderColor: color(finding.severity === 'error' ? 'red' : 'amber'),
          }}
        >
          {finding.message}
        </li>
      ))}
    </ul>
  );
}
