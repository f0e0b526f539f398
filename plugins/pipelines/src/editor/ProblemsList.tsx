import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { color } from '@dop/plugin-devops-react';
import { pipelinesTranslationRef } from '../translation';
import { useFieldStyles } from './fields/useFieldStyles';
import type { Problem } from './model/problems';
import { useEditorStyles } from './useEditorStyles';

/** What is wrong with the file; each leads to its place, and some are mended here. */
export function ProblemsList(props: {
  problems: readonly Problem[];
  onOpen: (problem: Problem) => void;
  /** Undefined while nothing can be changed. */
  onFix?: (problem: Problem) => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const { problems, onOpen, onFix } = props;
  const classes = useEditorStyles();
  const fields = useFieldStyles();
  if (problems.length === 0) {
    return <p style={{ padding: 16 }}>{t('editor.page.noProblemsYet')}</p>;
  }
  return (
    <ul
      className={classes.problems}
      aria-label={t('editor.page.problemsTitle')}
    >
      {problems.map(problem => {
        const { finding, step } = problem;
        return (
          <li
            key={`${problem.from} ${finding.rule} ${finding.message}`}
            className={classes.problem}
            style={{
              borderColor: color(
                finding.severity === 'error' ? 'red' : 'amber',
              ),
            }}
          >
            <div>{finding.message}</div>
            <div className={classes.links}>
              <button
                type="button"
                className={fields.link}
                onClick={() => onOpen(problem)}
              >
                {t('editor.page.line', { line: String(finding.line) })}
                {step && ` · ${step}`}
              </button>
              {finding.fix && onFix && (
                <button
                  type="button"
                  className={fields.link}
                  onClick={() => onFix(problem)}
                >
                  {finding.fix.title}
                </button>
              )}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
