import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import {
  ErrorState,
  RelativeTime,
  SafeLink,
  Section,
  StateIcon,
} from '@dop/plugin-devops-react';
import type { Approval } from '@dop/plugin-pipelines-common';
import { runName } from '../components/words';
import { stepPath } from '../links/links';
import { ApprovalForm } from './ApprovalForm';
import { useYourApprovals } from './useApprovals';
import { pipelinesTranslationRef } from '../translation';

const useStyles = makeStyles(
  {
    list: { margin: 0, padding: 0, listStyle: 'none' },
    item: {
      borderBottom: '1px solid var(--dop-border)',
      '&:last-child': { borderBottom: 'none' },
    },
    line: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: '4px 10px',
      minHeight: 40,
      padding: '6px 16px',
    },
    text: { flex: '1 1 220px', minWidth: 0, overflowWrap: 'anywhere' },
    soft: { color: 'var(--dop-text-soft)' },
    form: { padding: '4px 16px 16px' },
  },
  { name: 'DopYourApprovals' },
);

function Item({
  approval,
  onDecided,
}: {
  approval: Approval;
  onDecided: () => void;
}) {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const [open, setOpen] = useState(false);
  const { run, instanceKey, title, stepId, wait } = approval;
  return (
    <li className={classes.item}>
      <div className={classes.line}>
        <StateIcon state="waiting" reason="approval" />
        <span className={classes.text}>
          <SafeLink to={stepPath(run.id, instanceKey)}>
            {t('yourApprovals.stepOfRun', {
              step: title ?? stepId,
              run: runName(run),
            })}
          </SafeLink>{' '}
          <span className={classes.soft}>{run.message ?? run.repository}</span>
        </span>
        <span className={classes.soft}>
          {wait.until
            ? t('yourApprovals.askedUntil', {
                time: <RelativeTime time={wait.since} />,
                end: <RelativeTime time={wait.until} />,
              })
            : t('yourApprovals.asked', {
                time: <RelativeTime time={wait.since} />,
              })}
        </span>
        <Button
          size="small"
          variant="outlined"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          {t('yourApprovals.decide')}
        </Button>
      </div>
      {open && (
        <div className={classes.form}>
          <ApprovalForm approval={approval} onDecided={onDecided} />
        </div>
      )}
    </li>
  );
}

/** What waits for one's own decision; nothing where nothing does. */
export function YourApprovals() {
  const { t } = useTranslationRef(pipelinesTranslationRef);
  const classes = useStyles();
  const { value, error, reload } = useYourApprovals();
  if (error !== undefined) {
    return (
      <ErrorState
        error={error}
        title={t('yourApprovals.loadFailed')}
        onRetry={reload}
      />
    );
  }
  const waiting = (value ?? []).filter(({ mayDecide }) => mayDecide);
  if (waiting.length === 0) {
    return null;
  }
  return (
    <Section
      title={t('yourApprovals.waitForYou', { count: waiting.length })}
      panel="flush"
    >
      <ul
        className={classes.list}
        aria-label={t('yourApprovals.yourApprovals')}
      >
        {waiting.map(approval => (
          <Item
            key={`${approval.run.id} ${approval.instanceKey}`}
            approval={approval}
            onDecided={reload}
          />
        ))}
      </ul>
    </Section>
  );
}
