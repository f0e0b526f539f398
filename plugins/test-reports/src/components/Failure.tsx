import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import { CopyButton, color, monospaceFamily } from '@dop/plugin-devops-react';
import type { TestFailure } from '@dop/plugin-test-reports-common';
import { expectedActual } from '../utils/expectedActual';
import { testReportsTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    root: { minWidth: 0 },
    message: {
      margin: 0,
      fontWeight: 600,
      whiteSpace: 'pre-wrap',
      overflowWrap: 'anywhere',
    },
    kind: { color: 'var(--dop-text-soft)', fontSize: '0.8rem' },
    difference: {
      display: 'grid',
      gridTemplateColumns: 'max-content minmax(0, 1fr)',
      gap: '2px 12px',
      margin: '8px 0',
      fontFamily: monospaceFamily,
      fontSize: '0.8rem',
      '& dt': { padding: '2px 8px', color: 'var(--dop-text-soft)' },
      '& dd': {
        margin: 0,
        padding: '2px 8px',
        borderRadius: 4,
        whiteSpace: 'pre-wrap',
        overflowWrap: 'anywhere',
      },
    },
    expected: { background: color('green', 'soft') },
    actual: { background: color('red', 'soft') },
    trace: {
      position: 'relative',
      margin: '8px 0 0',
      border: '1px solid var(--dop-border)',
      borderRadius: 6,
      background: 'var(--dop-surface)',
      '& pre': {
        margin: 0,
        padding: '8px 40px 8px 12px',
        maxHeight: 480,
        overflow: 'auto',
        fontFamily: monospaceFamily,
        fontSize: '0.8rem',
        lineHeight: 1.5,
      },
    },
    // Long lines pass below it.
    copy: {
      position: 'absolute',
      top: 4,
      right: 0,
      paddingRight: 4,
      background: 'var(--dop-surface)',
      boxShadow: '-12px 0 8px -4px var(--dop-surface)',
    },
  },
  { name: 'DopFailure' },
);

/** What a test says of its failure: message, difference, trace. */
export function Failure({ failure }: { failure: TestFailure }) {
  const { t } = useTranslationRef(testReportsTranslationRef);
  const classes = useStyles();
  const { message, type, trace, kind } = failure;
  const difference = expectedActual(failure);
  const about = [t(`failure.kinds.${kind}`), type].filter(Boolean).join(' · ');
  return (
    <div className={classes.root}>
      {about && <div className={classes.kind}>{about}</div>}
      {message && <p className={classes.message}>{message}</p>}
      {difference && (
        <dl className={classes.difference}>
          <dt>{t('failure.expected')}</dt>
          <dd className={classes.expected}>{difference.expected}</dd>
          <dt>{t('failure.actual')}</dt>
          <dd className={classes.actual}>{difference.actual}</dd>
        </dl>
      )}
      {trace && (
        <div className={classes.trace}>
          <pre>
            {trace.split('\n').map((line, index) => (
              <span key={index} style={{ color: lineColor(line) }}>
                {line}
                {'\n'}
              </span>
            ))}
          </pre>
          <span className={classes.copy}>
            <CopyButton text={trace} what={t('failure.trace')} />
          </span>
        </div>
      )}
    </div>
  );
}

/** Lines of a difference keep their colours; frames of libraries step back. */
function lineColor(line: string): string | undefined {
  if (/^\s*\+(?!\+)\s/.test(line)) {
    return color('green');
  }
  if (/^\s*-(?!-)\s/.test(line)) {
    return color('red');
  }
  return /^\s+at .*(node:|node_modules|java\.|jdk\.|org\.junit)/.test(line)
    ? 'var(--dop-text-soft)'
    : undefined;
}
